"""95 % intervals of a run's figures."""

from collections.abc import Sequence
from typing import Any

from index.evaluation.bootstrap import Bootstrap, Interval
from index.evaluation.measure import MEASURES, RECALL, Measure
from index.evaluation.scoring import Scored, article_id


def resampled(scored: Sequence[Scored]) -> Bootstrap:
    """Questions go with their first gold article; one without gold goes alone, since
    nothing says which article it was written about."""
    golds = [each.question.gold for each in scored]
    return Bootstrap([article_id(of[0].article) if of else n for n, of in enumerate(golds)])


def intervals(scored: Sequence[Scored]) -> dict[str, Any]:
    """Of every figure of ``report.Figures`` that is no count, under its name, as
    ``(low, high)`` in its unit; ``None`` where there is none. See ``Bootstrap``."""
    bootstrap = resampled(scored)
    found = {name: _interval(bootstrap, each, scored) for name, each in MEASURES.items()}
    answerable = [bool(each.question.gold) for each in scored]
    return {
        **found,
        "auroc": bootstrap.auroc([each.probability for each in scored], answerable),
        "recall": {k: _interval(bootstrap, each, scored) for k, each in RECALL.items()},
    }


def _interval(bootstrap: Bootstrap, measure: Measure, scored: Sequence[Scored]) -> Interval | None:
    values = [float(measure.value(each)) for each in scored]
    return bootstrap.percent(values, [measure.counted(each) for each in scored])
