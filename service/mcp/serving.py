"""The two ways to the server: standard input and output, and streamable HTTP."""

import logging
import signal
import sys
from typing import Any

import anyio
import uvicorn
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from starlette.types import ASGIApp

from service.mcp.address import Address
from service.mcp.door import Door
from service.mcp.guarding import Guarded

#: Where the protocol is spoken over HTTP.
PATH = "/mcp"


def serve_stdio(server: Server[Any]) -> None:
    """Serve the program that started this one, until it closes standard input.

    Standard output has JSON-RPC alone, whoever prints; the log goes to standard error.
    """
    _log_to_stderr()
    # A thread waits for input and cannot be interrupted otherwise; nothing is left half done.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    anyio.run(_converse, server)


async def _converse(server: Server[Any]) -> None:
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


def serve_http(app: ASGIApp, address: Address) -> None:
    """Serve an ``http_app`` there until a signal."""
    _log_to_stderr()
    uvicorn.run(
        app,
        host=address.host,
        port=address.port,
        access_log=False,
        log_config=None,
        server_header=False,
        # Whoever is on this machine could otherwise give any address as their own.
        proxy_headers=False,
    )


def http_app(
    server: Server[Any], security: TransportSecuritySettings, door: Door, max_bytes: int
) -> ASGIApp:
    """Streamable HTTP at ``PATH``, for those whom ``door`` lets in, with bodies of up to
    ``max_bytes``.

    No sessions are kept: every request stands for itself, so that restarts go unnoticed.
    """
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=max_bytes,
        transport_security=security,
    )
    return Guarded(app, door)


def _log_to_stderr() -> None:
    form = "%(asctime)s %(levelname)s %(name)s %(message)s"
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format=form)
