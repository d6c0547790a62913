"""Finding rows, inside a transaction of the caller's."""

import sqlite3
from collections.abc import Sequence

import numpy as np
from haystack import Document
from numpy.typing import NDArray

from index.store.condition import EVERYTHING, Condition
from index.store.rows import read_row

#: What a match in the title counts, against one in the content; by measurement.
TITLE_WEIGHT = 1.0

#: A row number of ``passages`` and its score, higher is better.
Hit = tuple[int, float]


def matching_numbers(connection: sqlite3.Connection, where: Condition) -> NDArray[np.int64]:
    """The row numbers of the passages that match."""
    rows = connection.execute(f"SELECT number FROM passages WHERE {where.sql}", where.parameters)
    return np.fromiter((number for (number,) in rows), dtype=np.int64)


def best_matches(
    connection: sqlite3.Connection, words: Sequence[str], where: Condition, top_k: int
) -> list[Hit]:
    """The ``top_k`` best passages by BM25 that have any of ``words``.

    Words are letters and digits alone, so nothing in them is FTS5 syntax. Ties go to
    the older passage: results must not depend on chance.
    """
    if not words or top_k < 1:
        return []
    restriction = ""
    if where is not EVERYTHING:
        restriction = f"AND rowid IN (SELECT number FROM passages WHERE {where.sql})"
    sql = (
        f"SELECT rowid, -bm25(terms, {TITLE_WEIGHT}, 1.0) AS score FROM terms "
        f"WHERE terms MATCH ? {restriction} ORDER BY score DESC, rowid LIMIT ?"
    )
    match = " OR ".join(f'"{word}"' for word in words)
    return connection.execute(sql, (match, *where.parameters, top_k)).fetchall()


def read_hits(connection: sqlite3.Connection, hits: Sequence[Hit]) -> list[Document]:
    """The documents of ``hits`` in their order, with scores and without embeddings."""
    found = []
    for number, score in hits:
        sql = "SELECT id, content, meta FROM passages WHERE number = ?"
        row = connection.execute(sql, (number,)).fetchone()
        if row:
            found.append(read_row(row, score))
    return found
