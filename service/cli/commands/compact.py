"""`citeqa compact`."""

from pathlib import Path

import click

from service.cli.options import data_dir_option


@click.command()
@data_dir_option
def compact(data_dir: Path | None) -> None:
    """Make the files that searches use anew, from the stored articles.

    Servers do this by themselves in the background once enough has changed, and 'citeqa
    index' does at its end. By hand it is of use before a server starts, or after a disk
    has damaged them. Running servers go over to the new files without a restart.

    Milvus makes its own; there, what writers left behind that were cut off is removed.
    """
    from index.milvus.article_store import MilvusArticles
    from service.cli.compacting import compact_with_progress
    from service.cli.opening import local_store, open_configured

    settings, engine = open_configured(data_dir)
    if isinstance(engine.store, MilvusArticles):
        click.echo(f"{engine.store.sweep()} rows removed")
        return
    database = local_store(engine).database
    name = compact_with_progress(database, settings.vector_index)
    click.echo(f"{engine.state().passages} passages in generation {name}")
