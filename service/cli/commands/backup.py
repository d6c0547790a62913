"""`citeqa backup`."""

from pathlib import Path

import click

from service.cli.console import progress_bar
from service.cli.options import data_dir_option


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE where it exists.")
@data_dir_option
def backup(file: Path, force: bool, data_dir: Path | None) -> None:
    """Copy the index into one FILE, also while it is served and written to.

    FILE has what was stored at one moment: articles, passages and vectors. It is checked
    before it gets its name; a copy that is cut short leaves none. `citeqa restore` makes a
    data directory of it again.

    Keys, curated answers and feedback, where there are some, go into FILE.records beside it.
    They are what they were a moment later.

    \b
    Examples:
      citeqa backup /backups/citeqa-monday.sqlite
    """
    from index.store.backup import back_up
    from service.cli.opening import open_local
    from service.records.backup import back_up_records, must_be_free

    store = open_local(data_dir)
    folder = store.database.data_dir
    must_be_free(file, replace=force)
    with progress_bar("Copying") as advance:
        state = back_up(store, file, advance, replace=force)
    store.close()
    records = ", and the records" if back_up_records(folder, file) else ""
    click.echo(f"{state.articles} articles, {state.passages} passages{records}")
