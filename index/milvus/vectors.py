"""Embeddings as Milvus stores them: of length one, in single precision."""

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.milvus.layout import SMALLEST_VECTOR

#: How far from one a length in single precision may be.
_ROUNDING = 1e-6


def unit(embedding: list[float]) -> list[float]:
    """The vector that is searched; zeros stay zeros."""
    exact = np.asarray(embedding, dtype=np.float64)
    if not _is_unit(exact):
        # The largest first, so that squares of small and of large numbers survive.
        largest = float(np.max(np.abs(exact), initial=0.0))
        exact = exact / (largest or 1.0)
        exact = exact / (np.linalg.norm(exact) or 1.0)
    return _padded(exact.astype(np.float32))


def original(embedding: list[float]) -> str | None:
    """What the embedding can be restored from, when ``unit`` has lost something of it."""
    exact = np.asarray(embedding, dtype="<f8")
    if _is_unit(exact) and np.array_equal(exact.astype(np.float32).astype(np.float64), exact):
        return None
    return base64.b64encode(exact.tobytes()).decode()


def restored(vector: Any, original: str | None, size: int) -> list[float]:
    """The embedding of ``size`` numbers as it was."""
    if original is not None:
        floats: list[float] = np.frombuffer(base64.b64decode(original), dtype="<f8").tolist()
        return floats
    return [float(number) for number in np.asarray(vector, dtype=np.float32)[:size]]


def _is_unit(vector: NDArray[np.float64]) -> bool:
    with np.errstate(over="ignore"):
        return bool(abs(np.linalg.norm(vector) - 1.0) <= _ROUNDING)


def _padded(vector: NDArray[np.float32]) -> list[float]:
    missing = max(SMALLEST_VECTOR - len(vector), 0)
    return [float(number) for number in vector] + [0.0] * missing
