"""How far the confidence of a run can be trusted."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.evaluation.auroc import auroc
from index.evaluation.bootstrap import Interval
from index.evaluation.intervals import resampled
from index.evaluation.reliability import Bin, calibration_error, reliability
from index.evaluation.risk_coverage import Point, aurc, coverage_at, curve
from index.evaluation.scoring import Scored


@dataclass(frozen=True, slots=True)
class ConfidenceFigures:
    """All 0 to 1 but ``questions``; ``None`` where there is nothing to count.

    Over every question, answerable or not, declined or not: its confidence is the
    probability of the best candidate, and that is right when its French F1 is at least 0.5
    and its article a right one. A question without a candidate has confidence 0.
    ``auroc`` tells right ones from others, with its interval; ``ece`` is over ten bins of
    equal mass; ``coverage_90`` and ``coverage_95`` are the coverages at that precision.
    """

    questions: int
    right: float | None
    aurc: float | None
    auroc: float | None
    auroc_interval: Interval | None
    ece: float | None
    coverage_90: float | None
    coverage_95: float | None
    curve: list[Point]
    bins: list[Bin]


def confidence_figures(scored: Sequence[Scored]) -> ConfidenceFigures:
    """The figures of these questions together."""
    sure = [each.probability for each in scored]
    right = [each.candidate_right for each in scored]
    pairs = list(zip(sure, right, strict=True))
    bins = reliability(sure, right)
    return ConfidenceFigures(
        questions=len(scored),
        right=sum(right) / len(right) if right else None,
        aurc=aurc(sure, right),
        auroc=auroc([p for p, hit in pairs if hit], [p for p, hit in pairs if not hit]),
        auroc_interval=resampled(scored).auroc(sure, right),
        ece=calibration_error(bins),
        coverage_90=coverage_at(0.90, sure, right),
        coverage_95=coverage_at(0.95, sure, right),
        curve=curve(sure, right),
        bins=bins,
    )
