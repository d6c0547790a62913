"""How far the confidence of answers can be trusted, by what people said of them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from service.records.feedback import Tally, Verdict

BANDS = ("high", "medium", "low", "curated")

#: Of the normal distribution, for 95 %.
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Band:
    """The verdicts on answers of one confidence.

    ``precision``: the share that was helpful, 0 to 1, with its 95 % ``interval``;
    ``expected``: the mean of the scores, which is the share that should have been where
    scores are probabilities; all ``None`` without any verdict.
    """

    name: str
    helpful: int
    wrong: int
    wrong_source: int
    precision: float | None
    interval: tuple[float, float] | None
    expected: float | None


def bands(tallies: Sequence[Tally]) -> list[Band]:
    """One for each of ``BANDS``."""
    return [_band(name, [each for each in tallies if each.band == name]) for name in BANDS]


def wilson(successes: int, total: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927), 0 to 1; ``total`` is at least 1."""
    share, square = successes / total, _Z**2
    centre = (share + square / (2 * total)) / (1 + square / total)
    spread = share * (1 - share) / total + square / (4 * total**2)
    half = _Z / (1 + square / total) * math.sqrt(spread)
    # At the ends the two are equal but for rounding.
    return max(centre - half, 0.0), min(centre + half, 1.0)


def _band(name: str, tallies: list[Tally]) -> Band:
    counts = {verdict: sum(t.count for t in tallies if t.verdict is verdict) for verdict in Verdict}
    helpful, wrong = counts[Verdict.HELPFUL], counts[Verdict.WRONG]
    source = counts[Verdict.WRONG_SOURCE]
    if not (total := helpful + wrong + source):
        return Band(name, 0, 0, 0, None, None, None)
    expected = sum((t.mean_score or 0.0) * t.count for t in tallies) / total
    interval = wilson(helpful, total)
    return Band(name, helpful, wrong, source, helpful / total, interval, expected)
