"""Figures over many of the reader's predictions."""

from collections.abc import Sequence
from typing import Any

from index.evaluation.bootstrap import Bootstrap, Interval
from index.evaluation.normalisation import NORMALISATIONS
from index.evaluation.squad.run import Prediction
from index.evaluation.squad.scoring import SquadScored, score_squad, squad_figures


def squad_report(predictions: Sequence[Prediction], threshold: float) -> dict[str, Any]:
    """As JSON: the figures under each normalisation (see ``squad_figures``), and the 95 %
    intervals of ``exact`` and ``f1`` with paragraphs as the clusters.

    ``threshold``: the ``null_score``, in logits, above which the reader abstains.
    """
    found: dict[str, Any] = {
        "questions": len(predictions),
        "unanswerable": sum(not each.question.answers for each in predictions),
        "abstained": sum(each.null_score > threshold for each in predictions),
        "null_threshold": threshold,
        "intervals": {},
    }
    for name, tokens in NORMALISATIONS.items():
        scored = [score_squad(each, tokens) for each in predictions]
        found[name] = squad_figures(scored, threshold)
        found["intervals"][name] = _intervals([each.after(threshold) for each in scored])
    return found


def _intervals(scored: Sequence[SquadScored]) -> dict[str, Interval | None]:
    bootstrap = Bootstrap([each.paragraph for each in scored])
    all_of_them = [True] * len(scored)
    return {
        "exact": bootstrap.percent([each.exact for each in scored], all_of_them),
        "f1": bootstrap.percent([each.f1 for each in scored], all_of_them),
    }
