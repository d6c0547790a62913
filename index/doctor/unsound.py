"""Which articles have passages, vectors or terms that are not what the article makes them."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index.article import Article
from index.doctor.passage_checks import article_problems
from index.errors import StoreUnavailable
from index.store.article_store import stored_article
from index.store.database import Database
from index.store.rows import read_row, unpack
from index.store.writing import index_terms
from index.stored import StoredArticle

_ARTICLES = (
    "SELECT id, text, description, version, passages, indexed_at, file FROM articles ORDER BY id"
)

_DERIVED = """
SELECT id, content, meta, embedding, words
FROM passages LEFT JOIN vectors USING (number) LEFT JOIN terms USING (number)
WHERE article_id = ?
"""


@dataclass(frozen=True, slots=True)
class Unsound:
    """``article`` is what can be made of it again; ``None`` where it is damaged itself.
    ``file`` is where it came from, if that is known."""

    id: str
    article: Article | None
    file: str | None


def unsound_articles(database: Database) -> Iterator[Unsound]:
    """Articles are read one by one, so that little memory is needed."""
    with database.reading() as connection:
        for *row, file in connection.execute(_ARTICLES):
            try:
                stored = stored_article(tuple(row))
            except Exception:  # whatever stands there in place of the JSON
                yield Unsound(row[0], None, file)
                continue
            if stored.version != stored.article.version:
                yield Unsound(row[0], None, file)
            elif _is_unsound(connection, stored):
                yield Unsound(row[0], stored.article, file)


def damaged_vectors(connection: sqlite3.Connection) -> list[int]:
    """The row numbers of vectors that are none, or not of the size that most have."""
    sizes: Counter[int] = Counter()
    damaged: list[int] = []
    size_of: dict[int, int] = {}
    for number, blob in connection.execute("SELECT number, embedding FROM vectors"):
        size = _size(blob)
        if size is None:
            damaged.append(number)
        else:
            sizes[size] += 1
            size_of[number] = size
    usual = sizes.most_common(1)[0][0] if sizes else 0
    return damaged + [number for number, size in size_of.items() if size != usual]


def _size(blob: bytes) -> int | None:
    try:
        vector = unpack(blob)
    except StoreUnavailable:
        return None
    return len(vector) if len(vector) and np.isfinite(vector).all() else None


def _is_unsound(connection: sqlite3.Connection, stored: StoredArticle) -> bool:
    if any(article_problems(connection, stored.article, stored.passages)):
        return True
    rows = connection.execute(_DERIVED, (stored.article.id,))
    for passage, content, meta, embedding, words in rows:
        if embedding is None or words is None:
            return True
        if words != " ".join(index_terms(read_row((passage, content, meta)))):
            return True
    return False
