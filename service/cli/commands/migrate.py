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
@click.option("--replace", is_flag=True, help="Copy again whatever differs in the target.")
@data_dir_option
def migrate(
    to: Literal["milvus", "sqlite"], prune: bool, replace: bool, data_dir: Path | None
) -> None:
    """Copy all articles, passages and vectors from SQLite to Milvus, or back.

    Nothing is embedded anew. What the target has already is passed over, so that a run
    that was cut short goes on where it stopped. At the end both are read and compared:
    counts, and a checksum over articles, passages and vectors. The source stays as it is.

    Articles that the target has in another version may be newer there: nothing is copied
    until --replace says that the source's take their place. It also mends what a
    comparison found different. In the target, the time that an article was indexed is that
    of the migration. Documents that were written through Haystack, and belong to no
    article, are not copied.

    \b
    Examples:
      citeqa migrate --to milvus
      citeqa migrate --to sqlite --data-dir /srv/citeqa
      citeqa migrate --to milvus --prune --replace
    """
    from index.errors import MigrationDiffers
    from index.migrating import compare, migrate, must_have_articles
    from service.cli.compacting import compact_if_due
    from service.cli.opening import must_have_index
    from service.settings import load_settings
    from service.stores import open_stores
    from service.wiring import encoder_name

    settings = load_settings(data_dir=data_dir)
    origin: Literal["milvus", "sqlite"] = "sqlite" if to == "milvus" else "milvus"
    if origin == "sqlite":
        must_have_index(settings)
    source = open_stores(settings, origin)[0]
    # Before the target is opened, which may make a folder.
    must_have_articles(source)
    target, encoder = open_stores(settings, to)[0], encoder_name(settings)
    with progress_bar("Copying") as advance:
        done = migrate(source, target, encoder, advance, prune=prune, replace=replace)
    compact_if_due(target, settings.vector_index)
    click.echo(f"{done.copied} copied, {done.unchanged} unchanged, {done.removed} removed")
    with progress_bar("Comparing") as advance:
        compared = compare(source, target, advance)
    for name, tally in ((origin, compared.source), (to, compared.target)):
        click.echo(_line(name, tally))
    _tell_of_others(source.state().passages - compared.source.passages)
    if compared.difference is not None:
        raise MigrationDiffers(compared.difference)


def _tell_of_others(documents: int) -> None:
    if documents > 0:
        told = "Not copied, as they belong to no article: passages of the source, "
        click.echo(f"{told}{documents} in all.", err=True)


def _line(name: str, tally: "Tally") -> str:
    counts = f"{tally.articles} articles, {tally.passages} passages"
    return f"{name}: {counts}, sha256 {tally.checksum}"
