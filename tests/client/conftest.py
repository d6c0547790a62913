"""A service that says what it is told to, and remembers what it was asked."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Handler = Callable[["_Exchange"], None]


@dataclass
class Stub:
    """``script``: what to do with each request, in order; the last one for all that follow."""

    port: int = 0
    script: list[Handler] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stub: Stub

    def _do(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.stub.seen.append((self.command, self.path))
        self.stub.headers.append(dict(self.headers))
        self.stub.connections.add(self.client_address)
        step = self.stub.script
        (step.pop(0) if len(step) > 1 else step[0])(self)

    do_GET = do_POST = do_PUT = do_DELETE = _do  # noqa: N815

    def log_message(self, *_: Any) -> None:
        pass


def says(
    status: int, value: Any = None, *, type: str = "application/json", **headers: str
) -> Handler:
    """Answer with ``value`` as JSON, or as it stands where it is bytes."""

    def handle(exchange: _Exchange) -> None:
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        exchange.send_response(status)
        exchange.send_header("Content-Type", type)
        exchange.send_header("Content-Length", str(len(body)))
        for name, text in headers.items():
            exchange.send_header(name.replace("_", "-"), text)
        exchange.end_headers()
        exchange.wfile.write(body)

    return handle


def hangs_up(exchange: _Exchange) -> None:
    """Close the connection without a word."""
    exchange.close_connection = True


def cut_off(body: bytes) -> Handler:
    """Begin a chunked response, and close the connection in the middle of it."""

    def handle(exchange: _Exchange) -> None:
        exchange.send_response(200)
        exchange.send_header("Content-Type", "application/x-ndjson")
        exchange.send_header("Transfer-Encoding", "chunked")
        exchange.end_headers()
        exchange.wfile.write(b"%x\r\n%s\r\n" % (len(body), body))
        exchange.close_connection = True

    return handle


@pytest.fixture
def stub() -> Iterator[Stub]:
    made = Stub()
    handler = type("Handler", (_Exchange,), {"stub": made})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(name="says")
def says_() -> Callable[..., Handler]:
    return says


@pytest.fixture(name="hangs_up")
def hangs_up_() -> Handler:
    return hangs_up


@pytest.fixture(name="cut_off")
def cut_off_() -> Callable[[bytes], Handler]:
    return cut_off
