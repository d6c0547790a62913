"""What `citeqa eval` does with questions of either kind."""

from collections.abc import Sequence
from pathlib import Path

import click

from index.citeqa import Citeqa
from index.evaluation.questions import Question
from index.evaluation.report import report
from index.evaluation.run import evaluate
from index.evaluation.scoring import article_id
from index.evaluation.squad.question import SquadQuestion
from index.evaluation.squad.report import squad_report
from index.evaluation.squad.run import read_squad
from service.cli.confidence_table import confidence_table
from service.cli.console import output, print_json, tracked
from service.cli.figures import figures_table
from service.cli.interval_table import interval_table
from service.cli.opening import open_engine, open_reader
from service.cli.squad_table import squad_table


def evaluate_engine(questions: Sequence[Question], as_json: bool, data_dir: Path | None) -> None:
    """Ask the whole engine, and print the figures."""
    engine = open_engine(data_dir)
    _warn_of_missing(engine, questions)
    with tracked(questions, "Asking") as asked:
        measured = report(list(evaluate(engine, asked)))
    if as_json:
        print_json(measured)
        return
    console = output()
    for table in (figures_table(measured), interval_table(measured), confidence_table(measured)):
        console.print(table)
        console.print()


def evaluate_reader(questions: Sequence[SquadQuestion], threshold: float, as_json: bool) -> None:
    """Have the reader read each question with its paragraph, and print the figures.

    ``threshold``: the null score, in logits, above which it abstains.
    """
    reader, name = open_reader()
    with tracked(questions, "Reading") as asked:
        measured = {"reader": name} | squad_report(list(read_squad(reader, asked)), threshold)
    if as_json:
        print_json(measured)
    else:
        output().print(squad_table(measured))


def _warn_of_missing(engine: Citeqa, questions: Sequence[Question]) -> None:
    named = {article_id(gold.article) for question in questions for gold in question.gold}
    missing = named.difference(engine.store.ids())
    if missing:
        first = min(missing)
        message = f"{len(missing)} of {len(named)} gold articles are not in the index"
        click.echo(f"Warning: {message}, such as {first!r}.", err=True)
