"""`citeqa reindex`."""

from pathlib import Path

import click

from service.cli.console import progress_bar
from service.cli.options import data_dir_option


@click.command()
@data_dir_option
def reindex(data_dir: Path | None) -> None:
    """Cut and embed all stored articles anew, after the encoder or passage settings changed.

    Needs the stored articles alone, not their files. The old index answers until the new
    one takes its place in one step; when this is cut short, the next run goes on where it
    stopped. Restart running servers afterwards: they still have the old settings.
    """
    from index.reindexing import reindex as reindex_articles
    from service.cli.compacting import compact_if_due
    from service.cli.opening import local_store, open_configured

    settings, engine = open_configured(data_dir)
    store = local_store(engine)
    with progress_bar("Reindexing") as advance:
        count = reindex_articles(store, engine.ingestor, advance)
    compact_if_due(store, settings.vector_index)
    click.echo(f"{count} reindexed")
