"""The FAISS index of a process: derived from SQLite, brought up to date at each search."""

import sqlite3
import threading
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import SnapshotOutdated
from index.store.database import Database
from index.store.lookup import Hit
from index.store.rows import unpack

#: Rows read at once while catching up.
_PORTION = 4096


class DenseIndex:
    """Exact inner product on unit vectors, so that scores are true cosines.

    Passages' row numbers only ever grow and removals are numbered too; one comparison
    of two counters therefore tells whether anything changed, in any process.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._index: faiss.IndexIDMap2 | None = None
        self._last_passage = 0
        self._last_removal = 0

    def search(
        self, vector: list[float], top_k: int, only: NDArray[np.int64] | None = None
    ) -> list[Hit]:
        """The ``top_k`` nearest passages and their cosines, -1 to 1, best first; among the
        row numbers in ``only`` when given.

        :raises ValueError: when the vector has another dimension than the passages.
        :raises SnapshotOutdated: when the caller's view of the data is older than what
            another thread has brought this index up to.
        """
        with self._lock:
            self._catch_up()
            if self._index is None or self._index.ntotal == 0 or top_k < 1:
                return []
            query = _unit(np.asarray([vector]))
            if query.shape[1] != self._index.d:
                sizes = f"{query.shape[1]} numbers, the passages' have {self._index.d}"
                raise ValueError(f"The question's vector has {sizes}.")
            return self._nearest(query, top_k, only)

    def __len__(self) -> int:
        with self._lock:
            self._catch_up()
            return int(self._index.ntotal) if self._index is not None else 0

    def _nearest(
        self, query: NDArray[np.float32], top_k: int, only: NDArray[np.int64] | None
    ) -> list[Hit]:
        assert self._index is not None
        parameters = None
        if only is not None:
            selector = faiss.IDSelectorBatch(only)
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        count = min(top_k, self._index.ntotal)
        cosines, numbers = self._index.search(query, count, params=parameters)
        exact = np.clip(cosines[0], -1.0, 1.0)  # float32 rounds a little over 1
        pairs = zip(numbers[0].tolist(), exact.tolist(), strict=True)
        hits = [(number, cosine) for number, cosine in pairs if number >= 0]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))  # ties: the older first

    def _catch_up(self) -> None:
        with self._database.reading() as connection:
            self._must_not_be_ahead(connection)
            if self._index is None:  # there is nothing to remove, however much was removed
                newest = connection.execute("SELECT max(sequence) FROM removals").fetchone()[0]
                self._last_removal = newest or 0
            gone = connection.execute(
                "SELECT sequence, number FROM removals WHERE sequence > ? ORDER BY sequence",
                (self._last_removal,),
            ).fetchall()
            self._remove(gone)
            fresh = connection.execute(
                "SELECT number, embedding FROM passages "
                "WHERE number > ? AND embedding IS NOT NULL ORDER BY number",
                (self._last_passage,),
            )
            while rows := fresh.fetchmany(_PORTION):
                self._add(rows)

    def _must_not_be_ahead(self, connection: sqlite3.Connection) -> None:
        numbered = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
        newer_passages = self._last_passage > numbered.get("passages", 0)
        if newer_passages or self._last_removal > numbered.get("removals", 0):
            raise SnapshotOutdated

    def _remove(self, gone: list[tuple[int, int]]) -> None:
        if gone and self._index is not None:
            numbers = np.array([number for _, number in gone], dtype=np.int64)
            self._index.remove_ids(faiss.IDSelectorBatch(numbers))
            self._last_removal = gone[-1][0]

    def _add(self, rows: list[tuple[int, bytes]]) -> None:
        vectors = _unit(np.stack([unpack(blob) for _, blob in rows]).astype(np.float32))
        # All vectors were replaced when another encoder's have another dimension.
        if self._index is None or self._index.d != vectors.shape[1]:
            self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        self._index.add_with_ids(vectors, np.array([number for number, _ in rows], dtype=np.int64))
        self._last_passage = rows[-1][0]


def _unit(vectors: NDArray[Any]) -> NDArray[np.float32]:
    # In double precision, so that the squares of small and of large numbers survive.
    exact = vectors.astype(np.float64)
    lengths = np.linalg.norm(exact, axis=1, keepdims=True)
    return (exact / np.where(lengths == 0, 1, lengths)).astype(np.float32)
