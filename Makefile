# Python 3.11 or newer; `make serve PYTHON=python3.13` to choose one.
PYTHON ?= python3
PORT ?= 8000

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

MILVUS_INSTALLED := $(VENV)/.installed-milvus

TORCH_VENV := .venv-transformers
TORCH_BIN := $(TORCH_VENV)/bin
TORCH_INSTALLED := $(TORCH_VENV)/.installed
TORCH := torch==2.13.0

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export HAYSTACK_TELEMETRY_ENABLED := False

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install serve check format test test-main test-milvus test-transformers smoke bench \
	bench-crash bench-history bench-load bench-scale fuzz clean

help: ## List the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 20

install: $(INSTALLED) ## Make .venv with citeqa, editable, and its development tools.

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("citeqa needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

serve: $(INSTALLED) ## Index the example articles and serve on port 8000.
	$(BIN)/citeqa index examples/articles
	exec $(BIN)/citeqa serve --bind 127.0.0.1:$(PORT)

check: $(INSTALLED) ## Style, types, the rules about imports, and known vulnerabilities.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	tests/packaging/audit.sh $(BIN)/pip-audit constraints.txt

format: $(INSTALLED) ## Put the code into its usual form.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Those that ask a Milvus mostly wait for it, and PyTorch for the network: beside the others
# they cost little time.
test: $(MILVUS_INSTALLED) ## All tests.
	$(MAKE) --jobs=3 --output-sync=target test-main test-milvus $(TORCH_INSTALLED)
	$(MAKE) test-transformers

# In two processes, however many cores there are: each loads the models.
test-main: $(INSTALLED) ## The tests that need no PyTorch.
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

$(MILVUS_INSTALLED): $(INSTALLED)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[milvus-test]'
	@touch $@

# As for PyTorch below, pyproject.toml leaves the folder out; its options are replaced here.
test-milvus: $(MILVUS_INSTALLED) ## What holds for every store; starts a Milvus of its own.
	$(BIN)/python -m pytest -o addopts= -q --import-mode=importlib --strict-markers --allow-hosts=127.0.0.1,::1,localhost tests/contract

# PyTorch comes first and alone, so that pip chooses its build before anything asks for it.
$(TORCH_INSTALLED): pyproject.toml constraints.txt
	test -x $(TORCH_BIN)/python || $(PYTHON) -m venv $(TORCH_VENV)
	$(TORCH_BIN)/python -m pip install --quiet $(TORCH)
	$(TORCH_BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[transformers,training,plots,dev]'
	@touch $@

# pyproject.toml leaves this folder out of the ordinary run; its options are replaced here.
test-transformers: $(TORCH_INSTALLED) ## The tests that need PyTorch, in their own environment.
	$(TORCH_BIN)/python -m pytest -o addopts= -q --import-mode=importlib --strict-markers tests/transformers tests/training tests/benchmarks/test_plots.py

smoke: ## Build the wheel and use it as a user would, outside the checkout.
	PYTHON='$(PYTHON)' tests/packaging/smoke.sh

bench: $(INSTALLED) ## Measure speed and answers; see benchmarks/.
	$(BIN)/python -m benchmarks

bench-crash: $(INSTALLED) ## Kill processes at random 2,000 times, and check what is left.
	$(BIN)/python -m benchmarks.crash --rounds 2000 --json crash.json

bench-history: $(INSTALLED) ## Check what concurrent clients of four workers see, for longer.
	$(BIN)/python -m benchmarks.history --seconds 600

bench-load: $(INSTALLED) ## Ask more than can be answered, and reload meanwhile (four minutes).
	$(BIN)/python -m benchmarks.load --json load.json

fuzz: $(INSTALLED) ## Send made-up requests to the service, ten thousand, and files to the loaders.
	$(BIN)/python -m benchmarks.fuzz --cases 10000 --files 10000

# Without dependencies: faiss-haystack works with the versions here, whatever it asks for.
bench-scale: $(INSTALLED) ## Measure the store with up to a million passages (half an hour).
	$(BIN)/python -m pip install --quiet --no-deps --constraint constraints.txt faiss-haystack
	$(BIN)/python -m benchmarks.scale

clean: ## Remove the environments and whatever was built.
	rm -rf $(VENV) $(TORCH_VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
