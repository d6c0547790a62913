"""Whether confidence means what it says: of answers at 0.8, four in five should be right."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

BINS = 10


class Bin(NamedTuple):
    """Neighbours in confidence: how many, their mean confidence, and the share that is right."""

    questions: int
    predicted: float
    observed: float


def reliability(confidence: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """Ten bins of equal mass, least sure first (Nguyen & O'Connor 2015).

    Where ten do not divide the questions, the first bins have one more; fewer than ten
    questions have a bin each. Equal confidences may fall into two bins: each counts as
    the share of them that is right, so that their order does not matter.
    """
    pairs = sorted(zip(confidence, right, strict=True))
    shares: list[tuple[float, float]] = []
    for sure, of in groupby(pairs, lambda pair: pair[0]):
        hits = [hit for _, hit in of]
        shares += [(sure, sum(hits) / len(hits))] * len(hits)
    if not shares:
        return []
    parts = np.array_split(np.array(shares), min(BINS, len(shares)))
    return [Bin(len(part), *map(float, part.mean(axis=0))) for part in parts]


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """The expected calibration error, 0 to 1: the mean over all questions of the distance
    between their bin's confidence and its share of right answers (Naeini et al. 2015; Guo
    et al. 2017, equation 3, there with bins of equal width)."""
    if not bins:
        return None
    gaps = sum(each.questions * abs(each.predicted - each.observed) for each in bins)
    return gaps / sum(each.questions for each in bins)
