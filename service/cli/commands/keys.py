"""`citeqa keys`."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.console import print_json, visible
from service.cli.options import data_dir_option, json_option

if TYPE_CHECKING:
    from service.records.api_key import ApiKey
    from service.records.keys import ApiKeys

#: ``service.records.scope.Scope``, which is not imported for the help.
_SCOPES = ("ask", "write", "admin")


@click.group()
def keys() -> None:
    """Make, list and revoke the keys of the HTTP API.

    What is done here holds for running servers from their next request on. As long as no
    key was ever made, none is asked for on this machine; see CITEQA_ANONYMOUS.
    """


@keys.command()
@click.argument("name", metavar="NAME")
@click.option(
    "--scope",
    type=click.Choice(_SCOPES),
    required=True,
    help="What it allows; each includes those before it.",
)
@click.option("--expires", type=int, metavar="DAYS", help="How long it is valid.  [default: ever]")
@json_option
@data_dir_option
def create(
    name: str, scope: str, expires: int | None, as_json: bool, data_dir: Path | None
) -> None:
    """Make a key and print it: it is shown this once, and cannot be had again.

    NAME says whose it is, for the list and the log. "ask" is for questions, searches and
    reading articles, "write" for changing articles as well, "admin" for everything.

    \b
    Examples:
      citeqa keys create chatbot --scope ask
      KEY=$(citeqa keys create crawler --scope write --expires 90)
    """
    from service.records.scope import Scope

    key, token = _keys(data_dir).create(name, Scope(scope), expires)
    if as_json:
        print_json({"key": str(token), **asdict(key)})
        return
    click.echo(str(token))
    end = f"until {key.expires}" if key.expires else "until it is revoked"
    click.echo(f"Keep it: it is not shown again. Valid {end}.", err=True)


@keys.command("list")
@json_option
@data_dir_option
def list_(as_json: bool, data_dir: Path | None) -> None:
    """List all keys: id, scope, state, day of the last use and name, with tabs between."""
    from datetime import UTC, datetime

    found = _keys(data_dir).all()
    if as_json:
        print_json({"keys": [asdict(key) for key in found]})
        return
    now = datetime.now(UTC)
    for key in found:
        state = "valid" if key.is_valid(now) else _end(key)
        fields = (key.id, key.scope, state, key.last_used or "never used", visible(key.name))
        click.echo("\t".join(fields))


@keys.command()
@click.argument("key_id", metavar="ID")
@data_dir_option
def revoke(key_id: str, data_dir: Path | None) -> None:
    """Revoke the key with this id, which is what stands after cqa_ in it."""
    key = _keys(data_dir).revoke(key_id)
    click.echo(f"{key.id} is revoked: {visible(key.name)}")


def _end(key: "ApiKey") -> str:
    return "revoked" if key.revoked else "expired"


def _keys(data_dir: Path | None) -> "ApiKeys":
    from service.records.database import Records
    from service.records.keys import ApiKeys
    from service.settings import load_settings

    settings = load_settings(data_dir=data_dir)
    return ApiKeys(Records(settings.data_dir, settings.busy_seconds))
