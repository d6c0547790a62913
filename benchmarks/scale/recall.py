"""How many of the nearest vectors dense retrieval finds, against a look at every one."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.scale.filters import KEPT, filters, mask
from benchmarks.scale.seed import read_seed
from benchmarks.tables import Row
from index.store.passage_store import PassageStore
from index.store.units import unit_rows

K = 20

_PORTION = 8192


def recall(folder: str, seeds: str, size: int, most: int) -> list[Row]:
    """In a fresh process: recall@20 of up to ``most`` questions; the mean cosine of the
    nearest and of the nearest twenty; also of what the corpus was drawn from."""
    asked = read_seed(Path(seeds))
    queries = asked.question_vectors[:most]
    store = PassageStore(folder)
    masks = {kept: mask(kept, size, 0) for kept in KEPT}
    best = {kept: _Best(len(queries)) for kept in KEPT}
    with store.database.reading() as connection:
        done = 0
        for vectors in _vectors(connection):
            end = done + len(vectors)
            for kept, found in best.items():
                found.add(queries @ vectors.T, done, masks[kept][done:end])
            done = end
    seed = _Best(len(queries))
    seed.add(queries @ asked.vectors.T, 0, np.ones(len(asked.vectors), dtype=bool))
    rows: list[Row] = [{"kept": "what it is drawn from", **seed.figures(len(asked.vectors))}]
    for kept, exact in best.items():
        found = [_found(store, query, filters(kept, size, 0)) for query in queries]
        figures = exact.figures(int(masks[kept].sum()))
        rows.append({"kept": kept, **figures, f"recall@{K}": exact.recall(found)})
    return rows


class _Best:
    """The nearest ``K`` of each query so far: their places, and their cosines."""

    def __init__(self, queries: int) -> None:
        self._places = np.full((queries, 0), -1, dtype=np.int64)
        self._cosines = np.full((queries, 0), -np.inf, dtype=np.float32)

    def add(self, cosines: NDArray[np.float32], first: int, kept: NDArray[np.bool_]) -> None:
        """``cosines`` [queries, n] of the places from ``first`` on, those that are kept."""
        places = np.broadcast_to(first + np.flatnonzero(kept), (len(cosines), kept.sum()))
        places = np.hstack([self._places, places])
        together = np.hstack([self._cosines, cosines[:, kept]])
        order = np.argsort(-together, axis=1, kind="stable")[:, :K]
        if together.shape[1] > 4 * K:
            order = np.argpartition(-together, K, axis=1)[:, :K]
            mine = np.take_along_axis(together, order, axis=1)
            order = np.take_along_axis(order, np.argsort(-mine, axis=1), axis=1)
        self._places = np.take_along_axis(places, order, axis=1)
        self._cosines = np.take_along_axis(together, order, axis=1)

    def figures(self, passages: int) -> Row:
        """How many there are to find, and how near they are."""
        return {
            "passages": passages,
            "cosine@1": round(float(self._cosines[:, 0].mean()), 4),
            f"cosine@{K}": round(float(self._cosines.mean()), 4),
        }

    def recall(self, found: list[set[int]]) -> float:
        """The share of the nearest places that are among those found, over all queries."""
        pairs = zip(self._places.tolist(), found, strict=True)
        hits = sum(len(places & set(nearest)) for nearest, places in pairs)
        return round(hits / self._places.size, 4)


def _vectors(connection: sqlite3.Connection) -> Iterator[NDArray[np.float32]]:
    rows = connection.execute("SELECT embedding FROM vectors ORDER BY number")
    while portion := rows.fetchmany(_PORTION):
        yield unit_rows([blob for (blob,) in portion])


def _found(store: PassageStore, query: NDArray[np.float32], filters: dict | None) -> set[int]:
    """The places that dense retrieval finds."""
    hits = store.embedding_retrieval(query.tolist(), filters, K)
    sql = "SELECT number FROM passages WHERE id = ?"
    with store.database.reading() as connection:
        return {connection.execute(sql, (hit.id,)).fetchone()[0] - 1 for hit in hits}
