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

from service.mcp.address import Address

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


def serve_http(
    server: Server[Any], address: Address, security: TransportSecuritySettings, max_bytes: int
) -> None:
    """Serve streamable HTTP at ``PATH``, with bodies of up to ``max_bytes``, until a signal.

    No sessions are kept: every request stands for itself, so that restarts go unnoticed.
    """
    _log_to_stderr()
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=max_bytes,
        transport_security=security,
    )
    uvicorn.run(
        app,
        host=address.host,
        port=address.port,
        access_log=False,
        log_config=None,
        server_header=False,
    )


def _log_to_stderr() -> None:
    form = "%(asctime)s %(levelname)s %(name)s %(message)s"
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format=form)
