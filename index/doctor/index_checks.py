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
from index.store.generations.folder import GenerationFolder
from index.store.generations.generation import open_generation
from index.store.rows import read_row, unpack
from index.store.searching.opening import open_state
from index.store.searching.search_index import SearchIndex
from index.store.snapshot import up_to_date
from index.store.writing import index_terms

_VECTORS = "SELECT id, embedding FROM passages LEFT JOIN vectors USING (number)"


def check_index(store: ArticleStore, encoder_name: str, recipe: str) -> Iterator[Check]:
    """Every check of the store, in turn.

    Rows are read one by one, so that little memory is needed.
    """
    database = store.database
    yield checked("database file", _file(database))
    yield checked("encoder of the index", _encoder(store, encoder_name), encoder_name)
    yield checked("passage settings", _recipes(database, recipe))
    yield checked("articles and passages", passage_problems(database), _size(store))
    yield checked("counts", _counts(database))
    yield checked("embeddings", _embeddings(database))
    yield checked("search terms", _terms(database))
    yield checked("generation", _generation(database), _generation_in_use(database))
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
        for passage, blob in connection.execute(_VECTORS):
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
    rows = (
        "SELECT id, meta, content, words FROM passages LEFT JOIN terms USING (number) "
        "ORDER BY number"
    )
    extra = "SELECT number FROM terms WHERE number NOT IN (SELECT number FROM passages)"
    with database.reading() as connection:
        for *row, words in connection.execute(rows):
            if words is None:
                yield f"{row[0]}: cannot be found by its words"
            elif words != " ".join(index_terms(read_row((row[0], row[2], row[1])))):
                yield f"{row[0]}: is found by other words than its own"
        for (number,) in connection.execute(extra):
            yield f"row {number}: belongs to no passage"


def _counts(database: Database) -> Iterator[str]:
    with database.reading() as connection:
        for name, value in connection.execute("SELECT name, value FROM counts").fetchall():
            found = connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            if found != value:
                yield f"{name}: there are {found}, and {value} were counted"


def _generation(database: Database) -> Iterator[str]:
    """The one in use is read whole; that there is none is no problem."""
    yield from up_to_date(lambda: _unfit(database))


def _unfit(database: Database) -> list[str]:
    with database.reading() as connection:
        name = database.fact("generation")
        if not name or open_state(database, connection).name == name:
            return []
        open_generation(GenerationFolder(database.data_dir).path / name)  # or says why not
        return [f"{name}: does not fit what is stored"]


def _generation_in_use(database: Database) -> str:
    try:
        return database.fact("generation") or "none yet; a few passages need none"
    except Exception:
        return ""  # the check itself tells what is wrong


def _faiss(database: Database) -> Iterator[str]:
    with database.reading() as connection:
        expected = connection.execute("SELECT count(*) FROM vectors").fetchone()[0]
        found = len(SearchIndex(database, None))
    if found != expected:
        yield f"holds {found} vectors, the store has {expected}"
