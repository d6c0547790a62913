"""How well scores tell two kinds of questions apart."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """The chance that a positive scores above a negative; a tie is half a win.

    That is the area under the ROC curve (Hanley & McNeil 1982). ``None`` where one of the
    two is empty.
    """
    scores = np.array([*positives, *negatives], dtype=np.float64)
    is_positive = np.arange(len(scores)) < len(positives)
    (found,) = weighted_auroc(scores, is_positive, np.ones((1, len(scores))))
    return None if np.isnan(found) else float(found)


def weighted_auroc(scores: Array, is_positive: NDArray[np.bool_], weights: Array) -> Array:
    """The same, once for each row of ``weights`` [rows, questions], which say how often a
    question is there; NaN where one of the two kinds is not.

    ``scores`` and ``is_positive`` are [questions].
    """
    if not len(scores):
        return np.full(len(weights), np.nan)
    order = np.argsort(scores, kind="stable")
    ordered = scores[order]
    firsts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    positive = np.where(is_positive, weights, 0.0)[:, order]
    negative = np.where(is_positive, 0.0, weights)[:, order]
    won = np.add.reduceat(positive, firsts, axis=1)
    tied = np.add.reduceat(negative, firsts, axis=1)
    wins = (won * (np.cumsum(tied, axis=1) - tied / 2)).sum(axis=1)
    pairs = won.sum(axis=1) * tied.sum(axis=1)
    return ratio(wins, pairs)


def ratio(above: Array, below: Array) -> Array:
    """The quotients; NaN where there is nothing to divide by."""
    found = np.full(len(below), np.nan)
    np.divide(above, below, out=found, where=below > 0)
    return found
