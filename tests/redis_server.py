"""A Redis of the test's own, which keeps nothing on disk."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.ports import free_port


class Redis:
    """``redis-server`` on a free port; without it, the test is skipped."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("redis-server") is None:
            reason = "redis-server is not installed (apt-get install redis-server)"
            if "redis-server" in os.environ.get("TESTS_MUST_NOT_SKIP", "").split():
                pytest.fail(reason)
            pytest.skip(reason)
        self.port = free_port()
        self._folder = folder
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        """:raises AssertionError: when another process has taken the port."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self._process = subprocess.Popen(
            ["redis-server", *options], cwd=self._folder, stdout=subprocess.DEVNULL
        )
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                assert self._process.poll() is None
                return
            except OSError:
                time.sleep(0.05)
        pytest.fail("redis-server did not start")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)
