"""`citeqa feedback`."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from service.cli.console import output, print_json, visible
from service.cli.options import data_dir_option, json_option


@click.group()
def feedback() -> None:
    """What people said of the answers: a report, an export for training, and deleting.

    It is stored where the setting `feedback` is on, for as many days as `retention_days`.
    """


@feedback.command()
@json_option
@data_dir_option
def report(as_json: bool, data_dir: Path | None) -> None:
    """Say how many answers were helpful, by their confidence.

    "expected" is the mean of their scores: where it lies outside the interval of the
    precision, the confidence is not what it should be for these questions. Scores of
    curated answers are no probabilities. "wrong source" counts as not right.
    """
    from service.cli.feedback_table import feedback_table
    from service.cli.opening import open_feedback
    from service.records.bands import bands

    tallies = open_feedback(data_dir).tallies()
    found = bands(tallies)
    declined = {each.verdict.value: each.count for each in tallies if each.band == "declined"}
    if as_json:
        print_json({"bands": [asdict(each) for each in found], "declined": declined})
        return
    console = output()
    console.print(feedback_table(found))
    helpful, should = (declined.get(name, 0) for name in ("helpful", "should_have_answered"))
    console.print(f"declined: {helpful} rightly, {should} should have been answered")


@feedback.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE where it exists.")
@data_dir_option
def export(file: Path, force: bool, data_dir: Path | None) -> None:
    """Write feedback into FILE as questions in SQuAD's format; - is standard output.

    Helpful answers and corrected spans are answers of the passages that they stand in;
    declined questions whose declining was helpful have none. Feedback on articles that
    were changed or deleted since is left out. `citeqa eval` and the training read FILE.
    """
    from index.durable import whole
    from index.errors import FileTaken
    from service.cli.opening import open_feedback, open_stored
    from service.records.squad import squad_document

    found = squad_document(open_feedback(data_dir).all(), open_stored(data_dir))
    text = json.dumps(found.document, ensure_ascii=False, indent=1) + "\n"
    if str(file) == "-":
        sys.stdout.buffer.write(text.encode())
    elif file.exists() and not force:
        raise FileTaken(file)
    else:
        with whole(file) as made:
            made.write_text(text, encoding="utf-8")
    counts = f"{found.answerable} with an answer, {found.unanswerable} without; left out: "
    left = f"{found.changed} on articles that changed, {found.silent} that name no place"
    click.echo(counts + left, err=True)


@feedback.command()
@click.argument("query_ids", nargs=-1, required=True, metavar="QUERY_ID...")
@data_dir_option
def delete(query_ids: tuple[str, ...], data_dir: Path | None) -> None:
    """Delete stored questions with all that was said of their answers; each that is not
    there is named, and the exit status is 1."""
    from service.cli.opening import open_feedback
    from service.records.query_log import QueryNotFound

    queries = open_feedback(data_dir).queries
    ids = list(dict.fromkeys(query_ids))
    missing = 0
    for query_id in ids:
        try:
            queries.delete(query_id)
        except QueryNotFound as error:
            missing += 1
            click.echo(visible(str(error)), err=True)
    click.echo(f"{len(ids) - missing} deleted")
    if missing:
        raise click.exceptions.Exit(1)


@feedback.command()
@click.option("--all", "everything", is_flag=True, help="All of them, however new.")
@data_dir_option
def purge(everything: bool, data_dir: Path | None) -> None:
    """Delete the stored questions that are older than `retention_days`, with their feedback."""
    from service.cli.opening import open_feedback

    click.echo(f"{open_feedback(data_dir).queries.purge(everything)} deleted")
