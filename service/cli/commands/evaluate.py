"""`citeqa eval`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.console import output, print_json, tracked
from service.cli.options import data_dir_option, json_option

if TYPE_CHECKING:
    from index.citeqa import Citeqa
    from index.evaluation.questions import Question


@click.command("eval")
@click.argument(
    "questions_file",
    metavar="QUESTIONS.jsonl",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@json_option
@data_dir_option
def evaluate(questions_file: Path, as_json: bool, data_dir: Path | None) -> None:
    """Measure the answers on questions whose answers are known.

    \b
    QUESTIONS.jsonl has one question a line:
      {"id": "1", "question": "Qui ?", "lang": "fr", "kind": "who",
       "gold": [{"article": "sommet.txt", "answers": ["Awa Diop"]}]}

    "gold" is empty where no article has the answer. Articles are named by id or by file,
    relative to the folder that was indexed. "right" counts answers with an F1 of at least
    0.5 that are cited from a right article; "declined" the unanswerable questions that
    got no answer. All are percentages but AUROC, which says how well the probability
    tells answerable questions from others.
    """
    from index.evaluation.questions import read_questions
    from index.evaluation.report import report
    from index.evaluation.run import evaluate as evaluate_questions
    from service.cli.figures import figures_table
    from service.cli.opening import open_engine

    questions = read_questions(questions_file)
    engine = open_engine(data_dir)
    _warn_of_missing(engine, questions)
    with tracked(questions, "Asking") as asked:
        measured = report(list(evaluate_questions(engine, asked)))
    if as_json:
        print_json(measured)
    else:
        output().print(figures_table(measured))


def _warn_of_missing(engine: "Citeqa", questions: Sequence["Question"]) -> None:
    from index.evaluation.scoring import article_id

    named = {article_id(gold.article) for question in questions for gold in question.gold}
    missing = named.difference(engine.store.ids())
    if missing:
        first = min(missing)
        message = f"{len(missing)} of {len(named)} gold articles are not in the index"
        click.echo(f"Warning: {message}, such as {first!r}.", err=True)
