"""`citeqa eval`."""

import math
from pathlib import Path

import click

from service.cli.options import data_dir_option, json_option


def _must_be_number(context: click.Context, parameter: click.Parameter, value: float) -> float:
    # "nan" is a float, and neither below nor above any range.
    if math.isnan(value):
        raise click.BadParameter("must be a number")
    return value


@click.command("eval")
@click.argument(
    "questions_file",
    metavar="QUESTIONS",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N questions."
)
@click.option(
    "--null-threshold",
    type=click.FloatRange(-1000, 1000),
    default=0.0,
    show_default=True,
    callback=_must_be_number,
    metavar="LOGITS",
    help='SQuAD files: abstain where "no answer" scores higher than the answer by more.',
)
@json_option
@data_dir_option
def evaluate(
    questions_file: Path,
    limit: int | None,
    null_threshold: float,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Measure the answers on questions whose answers are known.

    \b
    QUESTIONS has one question a line:
      {"id": "1", "question": "Qui ?", "lang": "fr", "kind": "who",
       "gold": [{"article": "sommet.txt", "answers": ["Awa Diop"]}]}

    "gold" is empty where no article has the answer. Articles are named by id or by file,
    relative to the folder that was indexed. "right" counts answers with an F1 of at least
    0.5 that are cited from a right article; "declined" the unanswerable questions that
    got no answer. All are percentages but AUROC, AURC and ECE, which are 0 to 1: they say
    how far the probabilities can be trusted.

    Or it is a file in SQuAD's format, v1.1 or v2.0: then the reader alone reads each
    question with its paragraph, and no index is needed. Both may be packed with gzip.
    """
    from index.evaluation.question_file import SquadFile, read_question_file
    from service.cli.evaluating import evaluate_engine, evaluate_reader

    found = read_question_file(questions_file)
    if isinstance(found, SquadFile):
        evaluate_reader(found.questions[:limit], null_threshold, as_json)
    else:
        evaluate_engine(found[:limit], as_json, data_dir)
