"""``citeqa serve`` as users start it, on a free port, and requests to it."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CITEQA = Path(sys.executable).with_name("citeqa")
#: Seconds for a start, on few and busy cores, or for a response.
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Response:
    """``json`` is ``None`` where there is no body."""

    status: int
    json: Any


class Service:
    """The service in a process group of its own; what it writes goes to ``folder / "log"``."""

    def __init__(
        self, folder: Path, workers: int, settings: Mapping[str, str] | None = None
    ) -> None:
        """``folder / "data"`` is the data directory; ``settings``: environment variables, by
        default one thread for each model.

        :raises RuntimeError: when it cannot start.
        """
        # Of few cores, each worker would otherwise want all.
        chosen = {"CITEQA_MODEL_THREADS": "1"} if settings is None else settings
        self.port = _free_port()
        self.environment = os.environ | {
            "CITEQA_DATA_DIR": str(folder / "data"),
            "CITEQA_WORKERS": str(workers),
            **chosen,
        }
        with (folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [CITEQA, "serve", "--bind", f"127.0.0.1:{self.port}"],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()

    def request(self, method: str, path: str, value: Any = None) -> Response:
        """One request over a connection of its own.

        :raises OSError: when the service does not answer, or stops in the middle.
        :raises http.client.HTTPException: likewise.
        """
        headers = {} if value is None else {"Content-Type": "application/json"}
        body = None if value is None else json.dumps(value).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        return Response(response.status, json.loads(content) if content else None)

    def workers(self) -> list[int]:
        """The process ids of gunicorn's workers."""
        pid = self._process.pid
        return sorted(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))

    def signal(self, number: signal.Signals) -> None:
        """To the master alone."""
        self._process.send_signal(number)

    def kill(self) -> None:
        """``kill -9`` of master and workers."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """SIGTERM, and the end of it."""
        self._process.terminate()
        self._process.wait(PATIENCE)

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                if self.request("GET", "/readyz").status == 200:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        self.kill()
        raise RuntimeError("the service did not start")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
