"""Haystack documents as rows of the table ``passages``, and back."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from haystack import Document

from index.errors import StoreUnavailable

#: What ``read_row`` reads, of ``passages`` joined with ``vectors``.
COLUMNS = "id, content, meta, embedding"

_SINGLE, _DOUBLE = b"f", b"d"


def read_row(row: tuple[Any, ...], score: float | None = None) -> Document:
    """The document of a row ``(id, content, meta)`` or ``(id, content, meta, embedding)``."""
    identifier, content, meta, *rest = row
    embedding = unpack(rest[0]) if rest and rest[0] is not None else None
    return Document(
        id=identifier,
        content=content,
        meta=json.loads(meta),
        embedding=None if embedding is None else embedding.tolist(),
        score=score,
    )


def meta_json(meta: Mapping[str, Any]) -> str:
    """:raises ValueError: when ``meta`` is not JSON."""
    try:
        return json.dumps(meta, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ValueError(f"A document's meta must be JSON: {error}.") from error


def same_json(one: object, other: str) -> bool:
    """Whether two JSON texts say the same, however they spell it: for use inside SQL."""
    try:
        return isinstance(one, str) and bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False


def pack(embedding: list[float] | None) -> bytes | None:
    """The numbers as float32 where that loses nothing, else as float64."""
    if embedding is None:
        return None
    double = np.asarray(embedding, dtype="<f8")
    with np.errstate(over="ignore"):
        single = double.astype("<f4")
    if np.array_equal(single.astype("<f8"), double):
        return _SINGLE + single.tobytes()
    return _DOUBLE + double.tobytes()


def unpack(blob: bytes) -> np.ndarray[Any, np.dtype[Any]]:
    """What ``pack`` packed.

    :raises StoreUnavailable: when the bytes are no vector.
    """
    try:
        return np.frombuffer(blob, dtype="<f4" if blob[:1] == _SINGLE else "<f8", offset=1)
    except ValueError as error:
        raise StoreUnavailable("A vector is damaged; 'citeqa doctor' says which.") from error
