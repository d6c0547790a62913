#!/usr/bin/env bash
# Build the wheel and use it as a user would: in a new environment, outside the checkout.
# The commands that build and install are the RUN steps of the Dockerfile, to the letter
# (test_docker.py compares them), since no Docker engine runs in CI.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

PYTHON=${PYTHON:-python3}
# Any free port: two runs on one machine must not meet.
PORT=${PORT:-$("$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')}
WORK=$(mktemp -d)
WHEELS=$WORK/wheels
VENV=$WORK/venv
SERVER=
export PIP_DISABLE_PIP_VERSION_CHECK=1

stop() {
    if [ -n "$SERVER" ]; then
        kill "$SERVER" 2>/dev/null || true
        wait "$SERVER" 2>/dev/null || true
        SERVER=
    fi
}
trap 'stop; rm -rf "$WORK"' EXIT

say() { printf '\n== %s\n' "$*"; }
python() { "$PYTHON" "$@"; }

say "build"
python -m pip wheel --quiet --no-deps --wheel-dir "$WHEELS" .

say "install"
python -m venv "$VENV"
"$VENV/bin/python" -m pip install --quiet --constraint constraints.txt "$WHEELS"/citeqa-*.whl

cp -r examples/articles "$WORK/articles"
# Away from the checkout and with a bare environment: what works now works anywhere.
cd "$WORK"
unset PYTHONPATH
export PATH=$VENV/bin:/usr/bin:/bin CITEQA_DATA_DIR=$WORK/data PROMETHEUS_MULTIPROC_DIR=

say "without PyTorch and transformers"
for name in torch transformers; do
    if "$VENV/bin/python" -c "import $name" 2>/dev/null; then
        echo "the service's environment has $name" >&2
        exit 1
    fi
done

say "citeqa index"
citeqa index articles

say "citeqa ask"
citeqa ask "Where will the special meeting on piracy be held?" | tee answer.txt
grep -q Cotonou answer.txt

say "citeqa doctor"
citeqa doctor

say "citeqa serve"
citeqa serve --bind "127.0.0.1:$PORT" >server.log 2>&1 &
SERVER=$!
url=http://127.0.0.1:$PORT
for _ in $(seq 60); do
    curl --silent --fail --output /dev/null "$url/readyz" && break
    kill -0 "$SERVER" 2>/dev/null || { cat server.log >&2; exit 1; }
    sleep 0.5
done
curl --silent --show-error --fail "$url/readyz"
echo
curl --silent --show-error --fail "$url/v1/ask" --header 'Content-Type: application/json' \
    --data '{"question": "Where will the special meeting on piracy be held?"}' | tee reply.json
echo
grep -q Cotonou reply.json
curl --silent --show-error --fail "$url/metrics" >/dev/null

say "stop"
kill -TERM "$SERVER"
if ! wait "$SERVER"; then
    cat server.log >&2
    exit 1
fi
SERVER=

say "the wheel works"
