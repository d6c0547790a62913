"""`citeqa index`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.console import tracked, visible
from service.cli.options import data_dir_option

if TYPE_CHECKING:
    from index.indexing import IndexingReport
    from index.loading import LoadFailure


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
    from index.indexing import IndexingReport

    report = IndexingReport()
    try:
        _run(paths, prune, data_dir, report)
    except KeyboardInterrupt:
        _summarise(report)
        raise
    _summarise(report)
    if report.failures:
        raise click.exceptions.Exit(1)


def _run(
    paths: Sequence[Path], prune: bool, data_dir: Path | None, report: "IndexingReport"
) -> None:
    from index.indexing import index_articles, prune_folders
    from index.loading import Limits, find_files, load_found
    from service.cli.compacting import compact_if_due
    from service.cli.opening import open_configured

    # Before anything is read: a folder that goes away meanwhile was a folder.
    folders = [path.resolve() for path in paths if path.is_dir()]
    settings, engine = open_configured(data_dir)
    limits = Limits(settings.max_file_bytes, settings.max_article_chars)
    found = find_files(paths)
    with tracked(found, "Indexing") as files:
        index_articles(engine.ingestor, load_found(files, limits), report, _tell)
    if prune:
        prune_folders(engine.store, folders, report, _tell)
    compact_if_due(engine, settings.vector_index)


def _tell(failure: "LoadFailure") -> None:
    line = "" if failure.line is None else f":{failure.line}"
    click.echo(visible(f"{failure.file}{line}: {failure.reason}"), err=True)


def _summarise(report: "IndexingReport") -> None:
    from index.stored import Change

    counts = {change.value: report.changes[change] for change in Change}
    counts |= {"removed": report.removed, "failed": len(report.failures)}
    click.echo(", ".join(f"{count} {what}" for what, count in counts.items()))
