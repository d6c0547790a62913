"""How far a figure might be off: intervals by resampling whole articles."""

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.evaluation.auroc import Array, ratio, weighted_auroc

RESAMPLES = 1000
SEED = 0
#: The percentiles between which 95 % of the resamples lie.
_ENDS = (2.5, 97.5)

#: Lower and upper end, in the figure's own unit.
Interval = tuple[float, float]


class Bootstrap:
    """95 % intervals by the percentile method (Efron & Tibshirani 1993, chapter 13).

    Questions over one article stand and fall together, so clusters of questions are drawn
    with replacement, as many as there are, and each brings all of its questions (the
    cluster bootstrap; Field & Welsh 2007). Few clusters make intervals that are too
    narrow; with fewer than two there is none.
    """

    def __init__(self, clusters: Sequence[Hashable]) -> None:
        """``clusters``: for each question what it is drawn with; equal ones go together."""
        numbers = {name: number for number, name in enumerate(dict.fromkeys(clusters))}
        self._cluster = np.array([numbers[name] for name in clusters], dtype=np.intp)
        self._size = max(len(numbers), 1)
        chances = np.full(self._size, 1 / self._size)
        random = np.random.default_rng(SEED)
        #: How often each cluster is drawn, [RESAMPLES, clusters].
        self._drawn = random.multinomial(self._size, chances, size=RESAMPLES).astype(np.float64)

    def percent(self, values: Sequence[float], counted: Sequence[bool]) -> Interval | None:
        """Of the mean, times 100, of those ``values`` that are ``counted``, 0 to 100.

        Both are [questions]. Resamples without a counted question are left out.
        """
        there = np.asarray(counted, dtype=np.float64)
        shares = np.asarray(values, dtype=np.float64) * there
        totals = self._drawn @ self._by_cluster(shares)
        sizes = self._drawn @ self._by_cluster(there)
        found = 100 * ratio(totals, sizes)
        return self._interval(found, np.asarray(counted, dtype=bool))

    def auroc(self, scores: Sequence[float], is_positive: Sequence[bool]) -> Interval | None:
        """Of ``auroc.auroc``, 0 to 1; resamples without one of the kinds are left out."""
        weights = self._drawn[:, self._cluster]
        positive = np.asarray(is_positive, dtype=bool)
        found = weighted_auroc(np.asarray(scores, dtype=np.float64), positive, weights)
        return self._interval(found, np.ones(len(self._cluster), dtype=bool))

    def _by_cluster(self, values: Array) -> Array:
        totals = np.zeros(self._size)
        np.add.at(totals, self._cluster, values)
        return totals

    def _interval(self, found: Array, counted: NDArray[np.bool_]) -> Interval | None:
        known = found[~np.isnan(found)]
        if len(known) == 0 or len(np.unique(self._cluster[counted])) < 2:
            return None
        low, high = np.percentile(known, _ENDS)
        return float(low), float(high)
