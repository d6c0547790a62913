"""`citeqa curated`."""

import sys
from pathlib import Path
from typing import BinaryIO

import click

from service.cli.console import print_json, progress_bar, visible
from service.cli.options import data_dir_option, json_option


@click.group()
def curated() -> None:
    """List, import, export and delete curated answers.

    Where a question is one of theirs, or close to one, they are given in place of what
    the articles say.
    """


@curated.command("list")
@click.option("--limit", type=int, metavar="N", help="How many at most, 1 to 500.  [default: 50]")
@click.option("--after", metavar="ID", help="Begin behind this id.")
@json_option
@data_dir_option
def list_(limit: int | None, after: str | None, as_json: bool, data_dir: Path | None) -> None:
    """List curated answers in order of id: id, state, first question and answer, with tabs
    between. "stale" ones are not given: their article is gone or was changed.

    --json prints what the API's /v1/curated answers.
    """
    from service.api.schemas.curated import CuratedListResponse, CuratedQuery, CuratedResponse
    from service.cli.opening import open_curated
    from service.cli.requests import checked

    query = checked(CuratedQuery, limit=limit, after=after)
    answers = open_curated(data_dir)
    page = answers.book.page(query.limit, query.after)
    entries = [CuratedResponse.of(each, stale=answers.stale(each)) for each in page.entries]
    if as_json:
        found = CuratedListResponse(curated=entries, total=page.total, next=page.next_after)
        print_json(found.model_dump(mode="json"))
        return
    for entry in entries:
        fields = (entry.id, "stale" if entry.stale else "ok", entry.questions[0], entry.answer)
        click.echo("\t".join(" ".join(visible(field).split()) for field in fields))
    if page.next_after is not None:
        rest = f"{len(entries)} of {page.total}; go on with --after {page.next_after}"
        click.echo(rest, err=True)


@curated.command("import")
@click.argument("file", type=click.File("rb"))
@data_dir_option
def import_(file: BinaryIO, data_dir: Path | None) -> None:
    """Keep the answers of FILE, a CSV table, all or none; - is standard input.

    Its first row names the columns: id, question, answer, and language, title, url,
    source, article_id, start, end. Several rows of one id are wordings of one question.
    Answers with the same ids are replaced.

    \b
    Examples:
      citeqa curated import answers.csv
    """
    from service.api.curated_csv import read_csv
    from service.api.problem import ProblemError
    from service.cli.guard import Failure
    from service.cli.opening import open_curated

    answers = open_curated(data_dir)
    try:
        entries = read_csv(answers, file.read().decode())
    except UnicodeDecodeError:
        raise Failure("The table is not in UTF-8.") from None
    except ProblemError as problem:
        wrong = "".join(f"\n  {visible(e.field)} {visible(e.message)}" for e in problem.errors)
        raise Failure(f"{problem.detail}{wrong}") from None
    with progress_bar("Embedding") as advance:
        new = answers.put(entries, advance=advance)
    click.echo(f"{new} added, {len(entries) - new} replaced")


@curated.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE where it exists.")
@data_dir_option
def export(file: Path, force: bool, data_dir: Path | None) -> None:
    """Write all curated answers into FILE, as `citeqa curated import` reads them; - is
    standard output."""
    from index.durable import whole
    from index.errors import FileTaken
    from service.api.curated_csv import write_csv
    from service.cli.opening import open_curated

    table = "".join(write_csv(open_curated(data_dir).book.shelf("").entries)).encode()
    if str(file) == "-":
        sys.stdout.buffer.write(table)
        return
    if file.exists() and not force:
        raise FileTaken(file)
    with whole(file) as made:
        made.write_bytes(table)


@curated.command()
@click.argument("curated_ids", nargs=-1, required=True, metavar="ID...")
@data_dir_option
def delete(curated_ids: tuple[str, ...], data_dir: Path | None) -> None:
    """Delete curated answers; each that is not there is named, and the exit status is 1."""
    from index.errors import CuratedNotFound
    from service.cli.opening import open_curated

    book = open_curated(data_dir).book
    ids = list(dict.fromkeys(curated_ids))
    missing = 0
    for curated_id in ids:
        try:
            book.delete(curated_id)
        except CuratedNotFound as error:
            missing += 1
            click.echo(visible(str(error)), err=True)
    click.echo(f"{len(ids) - missing} deleted")
    if missing:
        raise click.exceptions.Exit(1)
