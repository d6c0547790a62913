"""`citeqa articles`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from service.cli.console import output, print_json, visible
from service.cli.options import data_dir_option, filter_option, json_option

if TYPE_CHECKING:
    from index.stored import StoredArticle


@click.group()
def articles() -> None:
    """List, show and delete stored articles."""


@articles.command("list")
@click.option("--limit", type=int, metavar="N", help="How many at most, 1 to 500.  [default: 50]")
@click.option("--after", metavar="ID", help="Begin behind this id.")
@filter_option
@json_option
@data_dir_option
def list_(
    limit: int | None,
    after: str | None,
    filters: str | None,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """List articles in order of id: id, date, language and title, with tabs between.

    --json prints what the API's /v1/articles answers.

    \b
    Examples:
      citeqa articles list
      citeqa articles list --filter '{"field": "language", "operator": "==", "value": "fr"}'
    """
    from service.api.schemas.stored import ArticlesQuery, ArticlesResponse
    from service.cli.opening import open_engine
    from service.cli.requests import checked

    query = checked(ArticlesQuery, limit=limit, after=after, filters=filters)
    condition = query.filters.model_dump() if query.filters else None
    page = open_engine(data_dir).articles(filters=condition, limit=query.limit, after=query.after)
    if as_json:
        print_json(ArticlesResponse.of(page).model_dump(mode="json"))
        return
    for stored in page.articles:
        click.echo(_line(stored))
    if page.next_after is not None:
        rest = f"{len(page.articles)} of {page.total}; go on with --after {page.next_after!r}"
        click.echo(visible(rest), err=True)


@articles.command()
@click.argument("article_id", metavar="ID")
@json_option
@data_dir_option
def show(article_id: str, as_json: bool, data_dir: Path | None) -> None:
    """Show an article: what is known of it, then its text.

    --json prints what the API's /v1/articles/ID answers.
    """
    from service.api.schemas.stored import ArticleResponse
    from service.cli.opening import open_engine

    stored = open_engine(data_dir).article(article_id)
    response = ArticleResponse.of(stored).model_dump(mode="json")
    if as_json:
        print_json(response)
        return
    console = output()
    text = response.pop("text")
    for name, value in response.items():
        if value not in (None, {}):
            console.print(Text(f"{name}: ", style="bold").append(visible(str(value)), "not bold"))
    console.print()
    console.print(Text(visible(text)))


@articles.command()
@click.argument("article_ids", nargs=-1, required=True, metavar="ID...")
@data_dir_option
def delete(article_ids: tuple[str, ...], data_dir: Path | None) -> None:
    """Delete articles; each that is not there is named, and the exit status is 1."""
    from index.errors import ArticleNotFound
    from service.cli.opening import open_engine

    engine = open_engine(data_dir)
    ids = list(dict.fromkeys(article_ids))
    missing = 0
    for article_id in ids:
        try:
            engine.delete(article_id)
        except ArticleNotFound as error:
            missing += 1
            click.echo(visible(str(error)), err=True)
    click.echo(f"{len(ids) - missing} deleted")
    if missing:
        raise click.exceptions.Exit(1)


def _line(stored: "StoredArticle") -> str:
    article = stored.article
    fields = (article.id, article.published_at, article.language, article.title)
    return "\t".join(" ".join(visible(field or "").split()) for field in fields)
