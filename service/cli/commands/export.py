"""`citeqa export`."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from service.cli.console import escaped
from service.cli.options import data_dir_option, filter_option

if TYPE_CHECKING:
    from index.article import Article


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE where it exists.")
@filter_option
@data_dir_option
def export(file: Path, force: bool, filters: str | None, data_dir: Path | None) -> None:
    """Write the stored articles into FILE, one JSON object a line; - is standard output.

    Each has what is known of the article, its text and its free metadata, in order of id.
    `citeqa import` makes the same articles of it, and `citeqa index` reads it too. Vectors
    are not in it: `citeqa backup` is the quicker way to a copy of the whole index.

    \b
    Examples:
      citeqa export articles.jsonl
      citeqa export - --filter '{"field": "language", "operator": "==", "value": "fr"}'
    """
    from index.durable import whole
    from index.errors import FileTaken
    from index.exporting import stored_articles
    from service.api.schemas.stored import ArticlesQuery
    from service.cli.opening import open_stored
    from service.cli.requests import checked

    wanted = checked(ArticlesQuery, filters=filters).filters
    condition = wanted.model_dump() if wanted else None
    articles = stored_articles(open_stored(data_dir), condition)
    if str(file) == "-":
        _write(articles, sys.stdout.buffer)
        return
    if file.exists() and not force:
        raise FileTaken(file)
    with whole(file) as made, made.open("wb") as out:
        count = _write(articles, out)
    click.echo(f"{count} articles")


def _write(articles: Iterable["Article"], out: BinaryIO) -> int:
    """Returns how many there were."""
    from index.exporting import record

    count = 0
    for article in articles:
        out.write(f"{escaped(record(article))}\n".encode())
        count += 1
    out.flush()
    return count
