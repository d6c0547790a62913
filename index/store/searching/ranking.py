"""The best of many, without sorting them all."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.store.lookup import Hit


def best_places(
    scores: NDArray[np.float32], found: Sequence[NDArray[np.int32]], top_k: int
) -> NDArray[np.intp]:
    """The places of the ``top_k`` highest scores above 0, best first, the lower place first
    among equals. ``found`` are places that together have all scores above 0."""
    least = np.float32(0)
    enough = [places for places in found if len(places) >= top_k]
    if enough:
        # The best of any list are a bound for the best of all; the shortest costs least.
        least = _kth(scores[min(enough, key=len)], top_k)
    candidates = np.flatnonzero(scores >= least) if least > 0 else np.flatnonzero(scores)
    if len(candidates) > top_k:
        candidates = candidates[scores[candidates] >= _kth(scores[candidates], top_k)]
    order = np.lexsort((candidates, -scores[candidates]))
    best: NDArray[np.intp] = candidates[order[:top_k]]
    return best


def _kth(values: NDArray[Any], k: int) -> Any:
    return np.partition(values, -k)[-k]


def merged(rankings: Sequence[Sequence[Hit]], top_k: int) -> list[Hit]:
    """The best hits of all ``rankings``; among equals, the older passage comes first."""
    return sorted(chain(*rankings), key=lambda hit: (-hit[1], hit[0]))[:top_k]
