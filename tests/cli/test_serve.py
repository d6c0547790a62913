"""`citeqa serve`."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.settings import CONFIG
from tests.cli.conftest import Run
from tests.ports import free_port

GUNICORN = str(Path(sys.executable).with_name("gunicorn"))


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def executed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    seen: list[str] = []
    monkeypatch.setattr(os, "execv", lambda path, arguments: seen.extend(arguments))
    monkeypatch.setattr(os, "environ", os.environ.copy())
    yield seen


def test_what_is_started(run: Run, executed: list[str], port: int, tmp_path: Path) -> None:
    bind = f"127.0.0.1:{port}"
    result = run("serve", "--bind", bind, "--workers", 3, "--threads", 15, "--data-dir", "here")
    assert result.exit_code == 0, result.output
    assert executed == [
        GUNICORN,
        f"--config={CONFIG}/gunicorn.conf.py",
    ]
    given = [os.environ[f"CITEQA_{name}"] for name in ("BIND", "WORKERS", "THREADS", "DATA_DIR")]
    assert given == [bind, "3", "15", str(tmp_path / "here")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--bind", "127.0.0.1:web"], "Cannot listen at 127.0.0.1:web: "),
        (["--bind", "127.0.0.1:99999"], "Cannot listen at 127.0.0.1:99999: "),
        (["--bind", "203.0.113.7:8000"], "Cannot assign requested address"),
        (["--workers", "0"], "workers (CITEQA_WORKERS): "),
        (["--threads", "9"], "threads (9) must be more than reading_at_once, waiting_questions"),
        (["--threads", "many"], "Invalid value for '--threads'"),
    ],
)
def test_what_cannot_be(run: Run, executed: list[str], arguments: list[str], message: str) -> None:
    result = run("serve", *arguments)
    assert (result.exit_code, executed) == (2, [])
    assert message in result.stderr


def test_where_others_can_reach_it_there_has_to_be_a_key(
    run: Run, executed: list[str], port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bind = f"127.0.0.1:{port},0.0.0.0:{port + 1}"
    refused = run("serve", "--bind", bind, "--data-dir", tmp_path)
    assert (refused.exit_code, executed) == (2, [])
    assert "Error: Listening at 0.0.0.0:" in refused.stderr
    assert "citeqa keys create" in refused.stderr

    monkeypatch.setenv("CITEQA_ANONYMOUS", "all")
    assert run("serve", "--bind", bind, "--data-dir", tmp_path).exit_code == 0
    monkeypatch.delenv("CITEQA_ANONYMOUS")
    run("keys", "create", "bot", "--scope", "ask", "--data-dir", tmp_path)
    assert run("serve", "--bind", bind, "--data-dir", tmp_path).exit_code == 0
    assert executed.count(GUNICORN) == 2
    assert os.environ["CITEQA_BIND"] == bind


def test_a_port_in_use(run: Run, executed: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        result = run("serve", "--bind", bind)
    assert result.exit_code == 2
    assert result.stderr == f"Error: Cannot listen at {bind}: Address already in use\n"


def test_a_real_server_answers_and_stops(shared_data: Path, port: int) -> None:
    command: list[str | Path] = [
        Path(sys.executable).with_name("citeqa"),
        "serve",
        "--workers",
        "1",
    ]
    process = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}", "--data-dir", shared_data],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        ready = _get(f"http://127.0.0.1:{port}/readyz", process)
        assert json.loads(ready)["status"] == "ok"
        listed = json.loads(_get(f"http://127.0.0.1:{port}/v1/articles?limit=1", process))
        assert listed["total"] == 12
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=90) == 0


def _get(url: str, process: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                return str(response.read().decode())
        except OSError:  # refused, reset, or timed out in the middle of a reply
            if time.monotonic() > deadline or process.poll() is not None:
                raise
            time.sleep(0.2)
