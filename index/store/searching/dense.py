"""The nearest vectors over several segments, with true cosines."""

import json
import sqlite3
from collections.abc import Sequence

import faiss
import numpy as np
from numpy.typing import NDArray

from index.store.generations.structure import Search, search
from index.store.lookup import Hit
from index.store.searching.bm25 import Mask
from index.store.searching.ranking import merged
from index.store.searching.segment import Segment
from index.store.units import unit, unit_rows

#: So few candidates are compared one by one, whatever the structure.
FEW = 1000

#: How many candidates a structure that rounds its vectors gives for each one wanted; more
#: find no more.
REFINED = 2


def nearest(
    connection: sqlite3.Connection,
    segments: Sequence[Segment],
    masks: Sequence[Mask],
    vector: Sequence[float],
    top_k: int,
) -> list[Hit]:
    """The ``top_k`` nearest passages and their cosines, -1 to 1, among those of ``masks``.

    :raises ValueError: when the vector has another dimension than the passages.
    """
    query = unit(np.asarray([vector]))
    rankings = []
    for segment, mask in zip(segments, masks, strict=True):
        kept = _kept(segment, mask)
        count = len(segment) if kept is None else int(np.count_nonzero(kept))
        if segment.vectors is None or count == 0 or top_k < 1:
            continue
        if segment.vectors.d != query.shape[1]:
            sizes = f"{query.shape[1]} numbers, the passages' have {segment.vectors.d}"
            raise ValueError(f"The question's vector has {sizes}.")
        rankings.append(_of_segment(connection, segment, Search(top_k, kept, count), query))
    return merged(rankings, top_k)


def _kept(segment: Segment, mask: Mask) -> Mask:
    conditions = [mask, segment.embedded, segment.alive if segment.removed else None]
    given = [condition for condition in conditions if condition is not None]
    return np.logical_and.reduce(given) if given else None


def _of_segment(
    connection: sqlite3.Connection, segment: Segment, asked: Search, query: NDArray[np.float32]
) -> list[Hit]:
    assert segment.vectors is not None
    if not isinstance(segment.vectors, faiss.IndexIVF):
        places, cosines = search(segment.vectors, query, asked)
        exact = np.clip(cosines, -1.0, 1.0)  # float32 rounds a little over 1
        return list(zip(segment.numbers[places].tolist(), exact.tolist(), strict=True))
    if asked.kept <= FEW and asked.only is not None:
        return _compared(connection, segment.numbers[asked.only], query)
    more = Search(asked.count * REFINED, asked.only, asked.kept)
    places, _ = search(segment.vectors, query, more)
    return _compared(connection, segment.numbers[places], query)


def _compared(
    connection: sqlite3.Connection, numbers: NDArray[np.int64], query: NDArray[np.float32]
) -> list[Hit]:
    """The stored vectors themselves, not what a structure made of them."""
    sql = "SELECT number, embedding FROM vectors WHERE number IN (SELECT value FROM json_each(?))"
    rows = connection.execute(sql, (json.dumps(numbers.tolist()),)).fetchall()
    if not rows:
        return []
    cosines = np.clip(unit_rows([blob for _, blob in rows]) @ query[0], -1.0, 1.0)
    return list(zip([number for number, _ in rows], cosines.tolist(), strict=True))
