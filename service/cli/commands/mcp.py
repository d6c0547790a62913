"""`citeqa mcp`."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.guard import Failure
from service.cli.options import data_dir_option

if TYPE_CHECKING:
    from mcp.server import Server

    from service.settings import Settings


@click.command()
@click.option("--http", metavar="HOST:PORT", help="Serve streamable HTTP there, at /mcp.")
@click.option(
    "--allow-host",
    "names",
    metavar="NAME",
    multiple=True,
    help="A further name that HTTP clients may call the server by; may be repeated.",
)
@data_dir_option
def mcp(http: str | None, names: tuple[str, ...], data_dir: Path | None) -> None:
    """Serve the Model Context Protocol, for assistants such as Claude or Cursor.

    Over standard input and output, for a program that starts this one, or over HTTP, with the
    keys of the HTTP API ('citeqa keys create'). Where other machines could reach it, it starts
    only once there is one, or with CITEQA_ANONYMOUS saying what is open to everybody.
    Tools: ask, search, get_article. Nothing can be changed through it.

    \b
    Examples:
      citeqa mcp --data-dir /srv/articles
      citeqa mcp --http 127.0.0.1:8001
    """
    if names and http is None:
        raise click.UsageError("--allow-host goes with --http.")
    if find_spec("mcp") is None:
        raise Failure("The MCP server needs an extra: pip install 'citeqa[mcp]'.")
    from service.settings import load_settings

    settings = load_settings(data_dir=data_dir)
    if http is not None:
        _serve_http(http, names, settings)
        return
    from service.mcp.serving import serve_stdio

    serve_stdio(_server(settings))


def _serve_http(http: str, names: tuple[str, ...], settings: "Settings") -> None:
    from service.cli.binding import must_be_free
    from service.exposure import must_not_be_open
    from service.mcp.address import Address
    from service.mcp.door import Door
    from service.mcp.serving import PATH, http_app, serve_http
    from service.wiring import build_access

    try:
        address = Address.parse(http)
    except ValueError as error:
        raise click.UsageError(f"--http: {error}.") from None
    must_not_be_open(settings, [http])
    must_be_free(http)
    door, security = Door(build_access(settings)), address.security(names)
    app = http_app(_server(settings), security, door, settings.max_request_bytes)
    click.echo(f"Serving MCP at http://{address.in_url}:{address.port}{PATH}", err=True)
    serve_http(app, address)


def _server(settings: "Settings") -> "Server[Any]":
    """The server over the engine that the settings describe, its models loaded."""
    from service.mcp.limits import Limits
    from service.mcp.server import build_server
    from service.wiring import build_engine

    engine = build_engine(settings)
    engine.answerer.warm_up()
    limits = Limits(
        threads=settings.threads,
        reading_at_once=settings.reading_at_once,
        waiting_questions=settings.waiting_questions,
        ask_seconds=settings.ask_seconds,
    )
    return build_server(engine, limits)
