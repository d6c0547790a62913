"""`citeqa index`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.indexing_bar import indexing_bar
from service.cli.indexing_report import reporting, tell
from service.cli.options import data_dir_option

if TYPE_CHECKING:
    from index.indexing import IndexingReport


@click.command()
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    metavar="PATH...",
    type=click.Path(exists=True, path_type=Path),
)
@click.option("--prune", is_flag=True, help="Remove what the given folders no longer have.")
@data_dir_option
def index(paths: tuple[Path, ...], prune: bool, data_dir: Path | None) -> None:
    """Store the articles of files and folders, so that they can be asked about.

    Reads .txt, .md, .html, .htm, .json and .jsonl; folders to any depth. An article that
    is stored already and has not changed costs next to nothing. What cannot be read is
    named on standard error, the rest goes in, and the exit status is 1.

    With --prune, articles are removed that came from one of the given folders and are
    not there any more. Those of a file that could not be read whole are kept, and so are
    all of them when a folder has no articles at all.

    \b
    Examples:
      citeqa index articles/
      citeqa index --prune /srv/articles
    """
    with reporting() as report:
        _run(paths, prune, data_dir, report)


def _run(
    paths: Sequence[Path], prune: bool, data_dir: Path | None, report: "IndexingReport"
) -> None:
    from index.indexing import index_articles, prune_folders
    from index.loading import Limits, find_files, load_found
    from service.cli.compacting import compact_if_due
    from service.cli.opening import open_configured
    from service.cli.read_files import ReadFiles

    # Before anything is read: a folder that goes away meanwhile was a folder.
    folders = [path.resolve() for path in paths if path.is_dir()]
    settings, engine = open_configured(data_dir)
    limits = Limits(settings.max_file_bytes, settings.max_article_chars)
    files = ReadFiles(find_files(paths))
    with indexing_bar(files.total) as advance:
        loaded = files.followed(load_found(files, limits), advance)
        index_articles(engine.ingestor, loaded, report, tell)
    if prune:
        prune_folders(engine.store, folders, report, tell)
    compact_if_due(engine.store, settings.vector_index)
