"""Figures over many scored questions."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from index.evaluation.scoring import Scored

RECALLS = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class Figures:
    """Percentages, 0 to 100, except for counts and ``auroc`` (0 to 1); ``None`` where
    there is nothing to count.

    ``right``, ``exact``, ``f1``, ``right_article`` and the recalls are over answerable
    questions, where declining counts as wrong; ``declined`` is over unanswerable ones.
    ``auroc``: how well the best candidate's probability tells the two apart.
    """

    answerable: int
    unanswerable: int
    right: float | None
    exact: float | None
    f1: float | None
    right_article: float | None
    answered: float | None
    declined: float | None
    auroc: float | None
    recall: dict[int, float | None]


def figures(scored: Sequence[Scored]) -> Figures:
    """The figures of these questions together."""
    asked = [each for each in scored if each.question.gold]
    unanswerable = [each for each in scored if not each.question.gold]
    return Figures(
        answerable=len(asked),
        unanswerable=len(unanswerable),
        right=_percent([each.right for each in asked]),
        exact=_percent([each.exact for each in asked]),
        f1=_percent([each.f1 for each in asked]),
        right_article=_percent([each.right_article for each in asked]),
        answered=_percent([each.answered for each in asked]),
        declined=_percent([not each.answered for each in unanswerable]),
        auroc=auroc([e.probability for e in asked], [e.probability for e in unanswerable]),
        recall={
            k: _percent([each.gold_rank is not None and each.gold_rank <= k for each in asked])
            for k in RECALLS
        },
    )


def report(scored: Sequence[Scored]) -> dict[str, Any]:
    """Figures of all questions, by language and by kind, as JSON."""
    languages = sorted({each.question.lang for each in scored})
    kinds = sorted({each.question.kind for each in scored})
    return {
        "all": asdict(figures(scored)),
        "language": {
            name: asdict(figures([each for each in scored if each.question.lang == name]))
            for name in languages
        },
        "kind": {
            name: asdict(figures([each for each in scored if each.question.kind == name]))
            for name in kinds
        },
    }


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """The chance that a positive scores above a negative; a tie is half a win."""
    if not positives or not negatives:
        return None
    wins = sum((p > n) + 0.5 * (p == n) for p in positives for n in negatives)
    return wins / (len(positives) * len(negatives))


def _percent(values: Sequence[float]) -> float | None:
    return 100 * sum(values) / len(values) if values else None
