"""Stored embeddings as unit vectors."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreUnavailable
from index.store.rows import unpack


def unit_rows(blobs: Sequence[bytes]) -> NDArray[np.float32]:
    """[len(blobs), dimension] from packed embeddings.

    :raises StoreUnavailable: when they differ in dimension, or are none.
    """
    vectors = [unpack(blob) for blob in blobs]
    if len({len(vector) for vector in vectors}) > 1:
        raise StoreUnavailable("Vectors differ in size; 'citeqa doctor' says which.")
    return unit(np.stack(vectors))


def unit(vectors: NDArray[Any]) -> NDArray[np.float32]:
    """The rows at length 1; zeros stay zeros."""
    # In double precision, so that the squares of small and of large numbers survive.
    exact = vectors.astype(np.float64)
    lengths = np.linalg.norm(exact, axis=1, keepdims=True)
    return (exact / np.where(lengths == 0, 1, lengths)).astype(np.float32)
