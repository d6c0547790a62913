"""What answering less gains: the errors among the questions that one is surest of.

Questions are taken in falling order of confidence. *Coverage* is the share that is taken,
*risk* the share of wrong ones among them (Geifman & El-Yaniv 2017). No threshold parts
questions of equal confidence, so a point of the curve never lies between them.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple


class Point(NamedTuple):
    """``coverage`` and ``risk`` of taking all with at least ``confidence``, each 0 to 1."""

    confidence: float
    coverage: float
    risk: float


class _Tied(NamedTuple):
    """Questions of equal confidence: how many, and how many of them are wrong."""

    confidence: float
    size: int
    wrong: int


def curve(confidence: Sequence[float], right: Sequence[bool]) -> list[Point]:
    """A point for each distinct confidence, from the surest on."""
    points, taken, wrong = [], 0, 0
    for tied in _tied(confidence, right):
        taken, wrong = taken + tied.size, wrong + tied.wrong
        points.append(Point(tied.confidence, taken / len(right), wrong / taken))
    return points


def aurc(confidence: Sequence[float], right: Sequence[bool]) -> float | None:
    """The area under the curve, 0 (best) to 1: the mean of the risks of taking the surest
    1, 2, … n questions (Geifman & El-Yaniv 2017; the sum is equation 3 of Geifman, Uziel &
    El-Yaniv 2019). Among equal confidences the risk is that expected of a random order.
    """
    risks: list[float] = []
    taken, wrong = 0, 0
    for tied in _tied(confidence, right):
        rate = tied.wrong / tied.size
        risks += [(wrong + n * rate) / (taken + n) for n in range(1, tied.size + 1)]
        taken, wrong = taken + tied.size, wrong + tied.wrong
    return sum(risks) / len(risks) if risks else None


def coverage_at(
    precision: float, confidence: Sequence[float], right: Sequence[bool]
) -> float | None:
    """The largest coverage, 0 to 1, with at least ``precision`` right among the questions
    taken; 0 where no threshold has that."""
    if not right:
        return None
    # Rounding must not cost a question where exactly nine of ten are right.
    allowed = 1 - precision + 1e-9
    return max((p.coverage for p in curve(confidence, right) if p.risk <= allowed), default=0.0)


def _tied(confidence: Sequence[float], right: Sequence[bool]) -> list[_Tied]:
    ordered = sorted(zip(confidence, right, strict=True), reverse=True)
    groups = ((sure, [hit for _, hit in of]) for sure, of in groupby(ordered, lambda p: p[0]))
    return [_Tied(sure, len(hits), len(hits) - sum(hits)) for sure, hits in groups]
