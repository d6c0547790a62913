"""`citeqa restore`."""

from pathlib import Path

import click

from service.cli.console import progress_bar
from service.cli.options import data_dir_option


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace the index that the folder has.")
@data_dir_option
def restore(file: Path, force: bool, data_dir: Path | None) -> None:
    """Make a data directory of FILE, which `citeqa backup` wrote.

    The directory has to be new or empty. With --force its index is replaced, in one step
    and not while a server has it open: stop servers first. FILE is checked before
    anything changes. So is FILE.records, where there is one; otherwise the keys, curated
    answers and feedback that the folder has stay there. Keys that the folder has as revoked
    stay revoked; those made since the backup are gone.

    \b
    Examples:
      citeqa restore /backups/citeqa-monday.sqlite --data-dir /srv/citeqa
    """
    from index.store.article_store import ArticleStore
    from index.store.database import Database
    from index.store.restoring import restore as restore_file
    from service.cli.opening import local_settings
    from service.records.backup import check_records, restore_records

    folder = local_settings(data_dir).data_dir
    check_records(file, folder)
    with progress_bar("Copying") as advance:
        restore_file(file, folder, advance, replace=force)
    store = ArticleStore(Database(folder))
    state = store.state()
    store.close()
    revoked = restore_records(file, folder)
    records = "" if revoked is None else ", and the records"
    click.echo(f"{state.articles} articles, {state.passages} passages{records}")
    if revoked:
        click.echo(f"{revoked} keys that were revoked since stay revoked")
