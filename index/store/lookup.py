"""Finding rows, inside a transaction of the caller's."""

import sqlite3
from collections.abc import Sequence

from haystack import Document

from index.store.rows import read_row

#: A row number of ``passages`` and its score, higher is better.
Hit = tuple[int, float]


def read_hits(connection: sqlite3.Connection, hits: Sequence[Hit]) -> list[Document]:
    """The documents of ``hits`` in their order, with scores and without embeddings."""
    found = []
    for number, score in hits:
        sql = "SELECT id, content, meta FROM passages WHERE number = ?"
        row = connection.execute(sql, (number,)).fetchone()
        if row:
            found.append(read_row(row, score))
    return found
