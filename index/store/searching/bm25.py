"""Okapi BM25 over several segments, exactly as if they were one.

S. Robertson and H. Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009;
with the parameters and the inverse document frequency of SQLite's FTS5.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.store.lookup import Hit
from index.store.searching.ranking import best_places, merged
from index.store.searching.segment import Segment

K1, B = 1.2, 0.75

#: What a term counts that half of the passages have, or more.
_LEAST = 1e-6

Mask = NDArray[np.bool_] | None


def best_matches(
    segments: Sequence[Segment], masks: Sequence[Mask], terms: Sequence[str], top_k: int
) -> list[Hit]:
    """The ``top_k`` best passages that have any of ``terms``, among those of ``masks``.

    Frequencies and lengths are those of all stored passages, whatever the masks. Ties go to
    the older passage: results must not depend on chance.
    """
    stored = sum(len(segment) - segment.removed for segment in segments)
    if stored == 0 or top_k < 1:
        return []
    mean = sum(segment.total_length for segment in segments) / stored or 1.0
    scorers = [_Scorer(segment, mean) for segment in segments]
    for term in dict.fromkeys(terms):
        frequency = sum(scorer.look_up(term) for scorer in scorers)
        weight = math.log((stored - frequency + 0.5) / (frequency + 0.5))
        for scorer in scorers:
            scorer.count(max(weight, _LEAST))
    pairs = zip(scorers, masks, strict=True)
    return merged([scorer.best(mask, top_k) for scorer, mask in pairs], top_k)


class _Scorer:
    """The scores of one segment's passages."""

    def __init__(self, segment: Segment, mean: float) -> None:
        self._segment = segment
        self._mean = mean
        self._lengths = segment.lengths
        self._alive = segment.alive if segment.removed else None
        self._scores = np.zeros(len(segment), dtype=np.float32)
        self._found: list[NDArray[np.int32]] = []
        self._places = np.empty(0, dtype=np.int32)
        self._counts = np.empty(0, dtype=np.float32)

    def look_up(self, term: str) -> int:
        """Get the stored passages with ``term``; returns how many there are."""
        places, counts = self._segment.occurrences(term) or (self._places[:0], self._counts[:0])
        if self._alive is not None:
            stored = self._alive[places]
            places, counts = places[stored], counts[stored]
        self._places, self._counts = places, counts.astype(np.float32)
        return len(places)

    def count(self, weight: float) -> None:
        """Add what the term looked up last contributes."""
        if len(self._places):
            norms = self._lengths[self._places] * np.float32(K1 * B / self._mean)
            norms += np.float32(K1 * (1 - B)) + self._counts
            self._scores[self._places] += np.float32(weight * (K1 + 1)) * self._counts / norms
            self._found.append(self._places)

    def best(self, mask: Mask, top_k: int) -> list[Hit]:
        """The best passages by row number."""
        if not self._found:
            return []
        if mask is not None:
            self._scores *= mask
        places = best_places(self._scores, self._found, top_k)
        numbers = self._segment.numbers[places].tolist()
        return list(zip(numbers, self._scores[places].tolist(), strict=True))
