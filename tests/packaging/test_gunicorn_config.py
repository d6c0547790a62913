"""config/gunicorn.conf.py under the gunicorn that is installed, with a small application."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ports import free_port

CONFIG = Path(__file__).parents[2] / "config" / "gunicorn.conf.py"
APPLICATION = """
import json, os, sys
from prometheus_client import CollectorRegistry, Counter, generate_latest, multiprocess

requests = Counter("requests", "Requests.")
registry = CollectorRegistry()
multiprocess.MultiProcessCollector(registry)

def app(environ, start_response):
    requests.inc()
    total = registry.get_sample_value("requests_total")
    body = {"pid": os.getpid(), "total": total, "metrics": os.environ["PROMETHEUS_MULTIPROC_DIR"]}
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(body).encode()]
"""


class Server:
    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.tmp = folder / "tmp"
        for made in (self.home, self.tmp):
            made.mkdir()
        (folder / "application.py").write_text(APPLICATION)
        self.port = free_port()
        command = [Path(sys.executable).with_name("gunicorn"), "--config", CONFIG]
        options = ["--bind", f"127.0.0.1:{self.port}", "application:app"]
        stale = {"PROMETHEUS_MULTIPROC_DIR": str(folder / "from an earlier run")}
        kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
        self.process = subprocess.Popen(
            [*command, *options],
            cwd=folder,
            env=kept | stale | {"HOME": str(self.home), "TMPDIR": str(self.tmp)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def ask(self) -> dict[str, Any]:
        deadline = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=30) as reply:
                    answer: dict[str, Any] = json.load(reply)
                    return answer
            except OSError:  # refused, reset, or timed out in the middle of a reply
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.1)

    def stop(self) -> int:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=90)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    started = Server(tmp_path)
    try:
        yield started
    finally:
        started.stop()


def test_workers_share_a_new_metrics_folder_that_goes_with_the_server(server: Server) -> None:
    metrics = Path(server.ask()["metrics"])
    assert metrics.parent == server.tmp
    assert metrics.is_dir()
    assert server.stop() == 0
    assert list(server.tmp.iterdir()) == []


def test_counts_outlive_the_worker_that_made_them(server: Server) -> None:
    first = server.ask()
    os.kill(first["pid"], signal.SIGKILL)
    later = server.ask()
    assert later["pid"] != first["pid"]
    assert later["total"] == first["total"] + 1


def test_nothing_is_opened_in_the_home_directory(server: Server) -> None:
    server.ask()
    assert list(server.home.iterdir()) == []
