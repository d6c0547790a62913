"""`citeqa import`."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from service.cli.indexing_bar import indexing_bar
from service.cli.indexing_report import reporting, tell
from service.cli.options import data_dir_option
from service.cli.read_stream import ReadStream

if TYPE_CHECKING:
    from index.loading import LoadedArticle, LoadFailure


@click.command("import")
@click.argument("file", type=click.File("rb"))
@data_dir_option
def import_(file: BinaryIO, data_dir: Path | None) -> None:
    """Store the articles of FILE, which `citeqa export` wrote; - is standard input.

    The articles are stored as they stand: nothing is read from their texts, as
    `citeqa index` does. They replace those of the same id. What is new or changed belongs
    to no folder, so that `citeqa index --prune` does not remove it; an article that is there
    already, unchanged, stays with the folder that it came from. FILE may be of any size.

    \b
    Examples:
      citeqa import articles.jsonl
      citeqa export - | ssh elsewhere citeqa import -
    """
    from index.indexing import index_articles
    from index.loading import Limits, load_lines
    from service.cli.compacting import compact_if_due
    from service.cli.opening import open_configured

    stream = ReadStream(file)
    with reporting() as report:
        settings, engine = open_configured(data_dir)
        limits = Limits(settings.max_file_bytes, settings.max_article_chars)
        with indexing_bar(stream.total) as advance:
            loaded = _followed(load_lines(stream, stream.name, limits), stream, advance)
            index_articles(engine.ingestor, loaded, report, tell, keep_origins=False)
        compact_if_due(engine.store, settings.vector_index)


def _followed(
    loaded: Iterable["LoadedArticle | LoadFailure"],
    stream: ReadStream,
    advance: Callable[[int, int], None],
) -> Iterator["LoadedArticle | LoadFailure"]:
    for count, item in enumerate(loaded, 1):
        yield item
        advance(stream.done, count)
