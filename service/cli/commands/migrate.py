"""`citeqa migrate`."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from service.cli.console import progress_bar
from service.cli.options import data_dir_option

if TYPE_CHECKING:
    from index.migrating import Tally


@click.command()
@click.option("--to", type=click.Choice(["milvus", "sqlite"]), required=True)
@click.option("--prune", is_flag=True, help="Remove what only the target has.")
@data_dir_option
def migrate(to: Literal["milvus", "sqlite"], prune: bool, data_dir: Path | None) -> None:
    """Copy all articles, passages and vectors from SQLite to Milvus, or back.

    Nothing is embedded anew. What the target has already is passed over, so that a run
    that was cut short goes on where it stopped. At the end both are read and compared:
    counts, and a checksum over articles, passages and vectors. The source stays as it is.

    \b
    Examples:
      citeqa migrate --to milvus
      citeqa migrate --to sqlite --data-dir /srv/citeqa
    """
    from index.errors import MigrationDiffers
    from index.migrating import compare, migrate
    from service.cli.compacting import compact_if_due
    from service.cli.opening import must_have_index
    from service.settings import load_settings
    from service.stores import open_stores
    from service.wiring import encoder_name

    settings = load_settings(data_dir=data_dir)
    origin: Literal["milvus", "sqlite"] = "sqlite" if to == "milvus" else "milvus"
    if origin == "sqlite":
        must_have_index(settings)
    source, target = open_stores(settings, origin)[0], open_stores(settings, to)[0]
    with progress_bar("Copying") as advance:
        done = migrate(source, target, encoder_name(settings), advance, prune=prune)
    compact_if_due(target, settings.vector_index)
    click.echo(f"{done.copied} copied, {done.unchanged} unchanged, {done.removed} removed")
    with progress_bar("Comparing") as advance:
        compared = compare(source, target, advance)
    for name, tally in ((origin, compared.source), (to, compared.target)):
        click.echo(_line(name, tally))
    if compared.difference is not None:
        raise MigrationDiffers(compared.difference)


def _line(name: str, tally: "Tally") -> str:
    counts = f"{tally.articles} articles, {tally.passages} passages"
    return f"{name}: {counts}, sha256 {tally.checksum}"
