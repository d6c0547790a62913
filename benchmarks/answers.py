"""How good the answers are, on questions with known answers."""

from pathlib import Path
from typing import Any

from benchmarks.collect import indexed
from index.evaluation.questions import read_questions
from index.evaluation.report import report
from index.evaluation.run import evaluate

_PERCENT = ("right", "exact", "f1", "right_article", "answered", "declined")

Row = dict[str, str | int | float]


def answers(articles: Path, questions: Path, **settings: Any) -> list[Row]:
    """The figures of ``index.evaluation.report.Figures``, of all and by language."""
    with indexed(articles, **settings) as engine:
        found = report(list(evaluate(engine, read_questions(questions))))
    groups = {"all": found["all"], **found["language"]}
    return [
        {
            "questions": name,
            "answerable": figures["answerable"],
            "unanswerable": figures["unanswerable"],
            **{key: _rounded(figures[key], 1) for key in _PERCENT},
            "auroc": _rounded(figures["auroc"], 3),
        }
        for name, figures in groups.items()
    ]


def _rounded(value: float | None, digits: int) -> float | str:
    return "–" if value is None else round(value, digits)
