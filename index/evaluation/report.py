"""Figures over many scored questions."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from index.evaluation.auroc import auroc
from index.evaluation.confidence import confidence_figures
from index.evaluation.intervals import intervals
from index.evaluation.measure import MEASURES, RECALL
from index.evaluation.scoring import Scored


@dataclass(frozen=True, slots=True)
class Figures:
    """Percentages, 0 to 100, except for counts and ``auroc`` (0 to 1); ``None`` where
    there is nothing to count.

    ``right``, ``exact``, ``f1``, ``right_article`` and the recalls are over answerable
    questions, where declining counts as wrong; ``declined`` is over unanswerable ones.
    ``exact`` and ``f1`` drop French articles, ``…_official`` do not (``normalisation``).
    ``set_f1`` is the F1 over span sets, over answerable questions of the kind who-list.
    ``auroc``: how well the best candidate's probability tells the two apart.
    """

    answerable: int
    unanswerable: int
    right: float | None
    exact: float | None
    f1: float | None
    exact_official: float | None
    f1_official: float | None
    set_f1: float | None
    set_f1_official: float | None
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
        auroc=auroc([e.probability for e in asked], [e.probability for e in unanswerable]),
        recall={k: measure.percent(scored) for k, measure in RECALL.items()},
        **{name: measure.percent(scored) for name, measure in MEASURES.items()},
    )


def report(scored: Sequence[Scored]) -> dict[str, Any]:
    """Figures of all questions, by language and by kind, as JSON; for all and by language
    the 95 % intervals of the figures, and how far the confidence can be trusted."""
    kinds = sorted({each.question.kind for each in scored})
    spoken = sorted({each.question.lang for each in scored})
    by_language = {name: [e for e in scored if e.question.lang == name] for name in spoken}
    return {
        "all": asdict(figures(scored)),
        "language": {name: asdict(figures(of)) for name, of in by_language.items()},
        "kind": {
            name: asdict(figures([each for each in scored if each.question.kind == name]))
            for name in kinds
        },
        "intervals": {
            "all": intervals(scored),
            "language": {name: intervals(of) for name, of in by_language.items()},
        },
        "confidence": {
            "all": _confidence(scored),
            "language": {name: _confidence(of) for name, of in by_language.items()},
        },
    }


def _confidence(scored: Sequence[Scored]) -> dict[str, Any]:
    """As JSON: points and bins are objects with their fields' names."""
    found = asdict(confidence_figures(scored))
    for name in ("curve", "bins"):
        found[name] = [each._asdict() for each in found[name]]
    return found
