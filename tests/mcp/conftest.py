"""The server over an engine of stand-ins, and the SDK's own client to talk to it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import pytest
from click.testing import CliRunner, Result
from mcp import Client, MCPError

from service.cli import main
from service.mcp.limits import Limits
from service.mcp.server import build_server
from service.records.database import Records
from service.records.keys import ApiKeys
from service.settings import Settings
from tests.ports import free_port

CITEQA = Path(sys.executable).with_name("citeqa")
PATIENCE = 120.0

LIMITS = Limits(threads=4, reading_at_once=1, waiting_questions=2, ask_seconds=30.0)

Conversation = Callable[[Client], Awaitable[Any]]


def converse(server: Any, talk: Conversation, **options: Any) -> Any:
    """What ``talk`` returns, called with a client of ``server``.

    :raises MCPError: what it raises, out of the groups of tasks around it.
    """

    async def run() -> Any:
        async with Client(server, **options) as client:
            try:
                return await talk(client)
            except MCPError as error:
                return error

    result = anyio.run(run)
    if isinstance(result, MCPError):
        raise result
    return result


@dataclass(frozen=True)
class Spoken:
    """What a test says to a server in this process, in either era of the protocol."""

    engine: Any
    mode: str

    def __call__(self, talk: Conversation) -> Any:
        return converse(build_server(self.engine, LIMITS), talk, mode=self.mode)

    def call(self, tool: str, **arguments: Any) -> Any:
        return self(lambda client: client.call_tool(tool, arguments))


@pytest.fixture(params=["auto", "legacy"])
def speak(desk: Any, request: pytest.FixtureRequest) -> Spoken:
    """``auto`` is today's protocol, ``legacy`` the one with a handshake."""
    return Spoken(desk.engine, request.param)


@pytest.fixture
def keys(tmp_path: Path) -> ApiKeys:
    return ApiKeys(Records(tmp_path))


@pytest.fixture
def limits() -> Limits:
    return LIMITS


@pytest.fixture
def talk_to() -> Callable[..., Any]:
    return converse


@pytest.fixture(scope="session")
def data_dir(examples: Any, settings: Settings) -> Path:
    """The example articles, indexed with the real models."""
    return settings.data_dir


class HttpServer:
    """``citeqa mcp --http`` on a free port."""

    def __init__(self, data: Path, *flags: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/mcp"
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        self.process = subprocess.Popen(
            [CITEQA, "mcp", "--http", f"127.0.0.1:{self.port}", "--data-dir", data, *flags],
            env=kept,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                assert self.process.poll() is None, self.process.communicate()[1].decode()
                assert time.monotonic() < deadline, "it took too long"
                time.sleep(0.1)

    def stop(self) -> tuple[int, bytes, bytes]:
        """SIGTERM; the exit status and what was written."""
        self.process.terminate()
        written = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, *written


@pytest.fixture(scope="module")
def http_server(data_dir: Path) -> Iterator[HttpServer]:
    server = HttpServer(data_dir, "--allow-host", "assistant.example")
    try:
        server.wait()
        yield server
    finally:
        _, output, log = server.stop()
    assert output == b""
    assert b"Traceback" not in log


@pytest.fixture
def run() -> Callable[..., Result]:
    """The command line, in this process."""
    return lambda *arguments: CliRunner().invoke(main, [str(each) for each in arguments])
