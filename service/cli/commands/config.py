"""`citeqa config`."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.text import Text

from service.cli.console import output, print_json, visible
from service.cli.options import data_dir_option, json_option
from service.cli.tables import plain_table


@click.group()
def config() -> None:
    """Show the settings."""


@config.command()
@json_option
@data_dir_option
def show(as_json: bool, data_dir: Path | None) -> None:
    """Show every setting, its value and where that is from.

    The values are checked as they are when the service starts: one that is wrong is named,
    and the exit status is 2. Secrets and passwords are shown as ***. What 'citeqa serve' is
    given as flags wins over all of these.

    \b
    Examples:
      citeqa config show
      CITEQA_WORKERS=4 citeqa config show --json
    """
    from service.shown_settings import shown_settings

    shown = shown_settings(data_dir=data_dir)
    if as_json:
        print_json({"settings": [asdict(each) for each in shown]})
        return
    table = plain_table()
    table.show_header = False
    table.add_column("", overflow="fold")
    table.add_column("", overflow="fold", style="dim")
    for each in shown:
        value = json.dumps(each.value, ensure_ascii=False)
        table.add_row(*(Text(visible(text)) for text in (each.name, value, each.origin)))
    output().print(table)
