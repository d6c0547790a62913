"""The store, from its file up to the FAISS index that is made of it."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from index.doctor.check import Check, checked
from index.doctor.passage_checks import passage_problems
from index.errors import StoreUnavailable
from index.store.article_store import ArticleStore
from index.store.compatibility import must_match
from index.store.database import Database
from index.store.dense import DenseIndex
from index.store.rows import unpack


def check_index(store: ArticleStore, encoder_name: str, recipe: str) -> Iterator[Check]:
    """Every check of the store, in turn.

    Rows are read one by one, so that little memory is needed; FAISS takes what it takes
    in use, four bytes for each number of each vector.
    """
    database = store.database
    yield checked("database file", _file(database))
    yield checked("encoder of the index", _encoder(store, encoder_name), encoder_name)
    yield checked("passage settings", _recipes(database, recipe))
    yield checked("articles and passages", passage_problems(database), _size(store))
    yield checked("embeddings", _embeddings(database))
    yield checked("search terms", _terms(database))
    yield checked("faiss", _faiss(database))


def _size(store: ArticleStore) -> str:
    try:
        state = store.state()
    except Exception:
        return ""  # the check itself tells what is wrong
    return f"{state.articles} articles, {state.passages} passages"


def _file(database: Database) -> Iterator[str]:
    with database.reading() as connection:
        for (line,) in connection.execute("PRAGMA integrity_check"):
            if line != "ok":
                yield line
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            yield f"{table}, row {row}: refers to nothing in {parent}"


def _encoder(store: ArticleStore, encoder_name: str) -> Iterator[str]:
    must_match(store.database, encoder_name)
    yield from ()


def _recipes(database: Database, recipe: str) -> Iterator[str]:
    sql = "SELECT count(*) FROM articles WHERE recipe <> ?"
    with database.reading() as connection:
        others = connection.execute(sql, (recipe,)).fetchone()[0]
    if others:
        yield f"{others} articles were cut or embedded with others; run 'citeqa reindex'"


def _embeddings(database: Database) -> Iterator[str]:
    sizes: Counter[int] = Counter()
    example: dict[int, str] = {}
    with database.reading() as connection:
        for passage, blob in connection.execute("SELECT id, embedding FROM passages"):
            if blob is None:
                yield f"{passage}: has none"
                continue
            try:
                vector = unpack(blob)
            except StoreUnavailable:
                yield f"{passage}: is damaged"
                continue
            sizes[len(vector)] += 1
            example.setdefault(len(vector), passage)
            if not np.isfinite(vector).all():
                yield f"{passage}: has numbers that are not finite"
    for size, count in sizes.most_common()[1:]:
        yield f"not all have one size: some have {size} numbers ({count}, such as {example[size]})"


def _terms(database: Database) -> Iterator[str]:
    lacking = "SELECT id FROM passages WHERE number NOT IN (SELECT rowid FROM terms)"
    extra = "SELECT rowid FROM terms WHERE rowid NOT IN (SELECT number FROM passages)"
    with database.reading() as connection:
        for (passage,) in connection.execute(lacking):
            yield f"{passage}: cannot be found by its words"
        for (number,) in connection.execute(extra):
            yield f"row {number}: belongs to no passage"


def _faiss(database: Database) -> Iterator[str]:
    with database.reading() as connection:
        sql = "SELECT count(*) FROM passages WHERE embedding IS NOT NULL"
        expected = connection.execute(sql).fetchone()[0]
        found = len(DenseIndex(database))
    if found != expected:
        yield f"holds {found} vectors, the store has {expected}"
