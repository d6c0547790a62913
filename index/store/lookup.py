"""Finding rows, inside a transaction of the caller's."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from haystack import Document

from index.store.condition import Condition
from index.store.filters import compile_filters
from index.store.rows import read_row

#: A row number of ``passages`` and its score, higher is better.
Hit = tuple[int, float]


def passages_where(filters: Mapping[str, Any] | None) -> Condition:
    """The condition for rows of ``passages`` that match.

    :raises FilterError: when the filter is malformed.
    """
    return compile_filters(filters, {"id": "id", "content": "content"})


def read_hits(connection: sqlite3.Connection, hits: Sequence[Hit]) -> list[Document]:
    """The documents of ``hits`` in their order, with scores and without embeddings."""
    found = []
    for number, score in hits:
        sql = "SELECT id, content, meta FROM passages WHERE number = ?"
        row = connection.execute(sql, (number,)).fetchone()
        if row:
            found.append(read_row(row, score))
    return found
