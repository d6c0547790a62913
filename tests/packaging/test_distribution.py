"""What the distribution says of itself, and the files that travel in it."""

import ast
import hashlib
import re
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
DEPENDENCIES: list[str] = PROJECT["project"]["dependencies"]
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]


def required() -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in DEPENDENCIES}


def imported(path: Path) -> set[str]:
    """The top-level modules that a source file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


def test_the_packages_are_named_and_no_registry_takes_them() -> None:
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["only-include"] == ["index", "service", "models", "config"]
    assert wheel["sources"] == {"models": "index/_models", "config": "service/_config"}
    assert "Private :: Do Not Upload" in PROJECT["project"]["classifiers"]


@pytest.mark.parametrize("line", [*DEPENDENCIES, *chain.from_iterable(EXTRAS.values())])
def test_every_dependency_is_pinned_to_a_version_that_it_allows(line: str) -> None:
    requirement = Requirement(line)
    assert pins()[canonicalize_name(requirement.name)] in requirement.specifier


def test_the_service_needs_neither_pytorch_nor_transformers() -> None:
    assert not {"torch", "transformers", "transformers-haystack"} & required()


def test_what_the_code_imports_is_what_the_distribution_requires() -> None:
    owners = packages_distributions()
    used = {
        canonicalize_name(owners[module][0])
        for package in ("index", "service")
        for path in (ROOT / package).rglob("*.py")
        for module in imported(path)
        if module in owners
    }
    optional = {"torch", "transformers", "citeqa", "anyio", "starlette", "uvicorn"} | {
        canonicalize_name(Requirement(line).name)
        for extra in ("transformers", "milvus", "mcp", "redis", "tracing")
        for line in EXTRAS[extra]
    }
    parts = {"werkzeug", "pydantic-core"}  # of Flask and of pydantic, never without them
    assert used - optional - parts <= required()
    # One is a program, the other is asked for on behalf of trafilatura.
    assert required() - used <= {"gunicorn", "lxml-html-clean"}


def test_the_pins_are_plain_versions() -> None:
    # No local path, no URL and no local build: they must install on any machine.
    assert [pin for pin in pins().values() if not re.fullmatch(r"[0-9][0-9a-z.]*", pin)] == []


def test_make_and_the_constraints_agree_about_pytorch() -> None:
    assert f"TORCH := torch=={pins()['torch']}\n" in (ROOT / "Makefile").read_text()


def test_the_models_are_those_that_their_checksums_name() -> None:
    models = ROOT / "models"
    lines = (models / "SHA256SUMS").read_text().splitlines()
    sums = {name: checksum for checksum, name in (line.split("  ") for line in lines)}
    assert {"encoder.onnx", "reader.onnx", "tokenizer.json"} <= sums.keys()
    for name, checksum in sums.items():
        with (models / name).open("rb") as file:
            assert hashlib.file_digest(file, "sha256").hexdigest() == checksum, name


def test_config_holds_data_only() -> None:
    names = {path.name for path in (ROOT / "config").iterdir() if path.name != "__pycache__"}
    assert names == {"default.toml", "gunicorn.conf.py", "nginx.conf"}
