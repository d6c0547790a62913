"""`citeqa mcp`."""

from importlib.util import find_spec
from pathlib import Path

import click

from service.cli.guard import Failure
from service.cli.options import data_dir_option


@click.command()
@click.option("--http", metavar="HOST:PORT", help="Serve streamable HTTP there, at /mcp.")
@click.option(
    "--allow-host",
    "names",
    metavar="NAME",
    multiple=True,
    help="A further name that HTTP clients may call the server by; may be repeated.",
)
@click.option(
    "--allow-anonymous",
    is_flag=True,
    help="Listen at an address that others reach, though anybody can then ask.",
)
@data_dir_option
def mcp(
    http: str | None, names: tuple[str, ...], allow_anonymous: bool, data_dir: Path | None
) -> None:
    """Serve the Model Context Protocol, for assistants such as Claude or Cursor.

    Over standard input and output, for a program that starts this one, or over HTTP.
    Tools: ask, search, get_article. Nothing can be changed through it.

    \b
    Examples:
      citeqa mcp --data-dir /srv/articles
      citeqa mcp --http 127.0.0.1:8001
    """
    if (names or allow_anonymous) and http is None:
        raise click.UsageError("--allow-host and --allow-anonymous go with --http.")
    if find_spec("mcp") is None:
        raise Failure("The MCP server needs an extra: pip install 'citeqa[mcp]'.")
    from service.cli.opening import open_configured
    from service.mcp.server import build_server
    from service.mcp.serving import serve_stdio

    if http is not None:
        _serve_http(http, names, allow_anonymous, data_dir)
        return
    settings, engine = open_configured(data_dir)
    engine.answerer.warm_up()
    serve_stdio(build_server(engine, settings.threads))


def _serve_http(
    http: str, names: tuple[str, ...], allow_anonymous: bool, data_dir: Path | None
) -> None:
    from service.cli.binding import must_be_free
    from service.cli.opening import open_configured
    from service.mcp.address import Address
    from service.mcp.server import build_server
    from service.mcp.serving import PATH, serve_http

    try:
        address = Address.parse(http)
    except ValueError as error:
        raise click.UsageError(f"--http: {error}.") from None
    if not address.is_loopback and not allow_anonymous:
        raise Failure(
            f"{address.host} can be reached from other machines, and the MCP server knows no "
            "keys. Listen at 127.0.0.1 behind a proxy that does, or say --allow-anonymous."
        )
    must_be_free(http)
    settings, engine = open_configured(data_dir)
    engine.answerer.warm_up()
    click.echo(f"Serving MCP at http://{address.in_url}:{address.port}{PATH}", err=True)
    server = build_server(engine, settings.threads)
    serve_http(server, address, address.security(names), settings.max_request_bytes)
