"""When an article may have been in which edition."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate
from math import inf

from benchmarks.history.events import Change

#: From one moment to another, both of them included.
Period = tuple[float, float]


class Periods:
    """Of one article: an edition may be in force from when its change was sent until a later
    one is acknowledged."""

    def __init__(self, changes: Sequence[Change]) -> None:
        """``changes`` are in their client's order; before the first there is no article."""
        # What was never acknowledged may be done at any later moment.
        ends = [inf if each.end is None else each.end for each in changes]
        self._numbers = [None, *(each.number for each in changes)]
        # Both only grow from one change to the next.
        self._begins = [-inf, *(each.begin for each in changes)]
        self._untils = [*accumulate([inf, *reversed(ends)], min)][::-1]
        self._of: dict[int | None, list[Period]] = defaultdict(list)
        for number, *period in zip(self._numbers, self._begins, self._untils, strict=True):
            self._of[number].append((period[0], period[1]))

    def of(self, number: int | None) -> Sequence[Period]:
        """The periods of an edition; ``None``, no article, may have several."""
        return self._of.get(number, ())

    def during(self, begin: float, end: float) -> list[int | None]:
        """The editions that may have been in force at some moment from ``begin`` to ``end``."""
        first, last = bisect_left(self._untils, begin), bisect_right(self._begins, end)
        return self._numbers[first:last]


def overlap(some: Sequence[Period], others: Sequence[Period]) -> list[Period]:
    """The moments that are in one of ``some`` and in one of ``others``."""
    both = [(max(a, c), min(b, d)) for a, b in some for c, d in others]
    return [(since, until) for since, until in both if since <= until]
