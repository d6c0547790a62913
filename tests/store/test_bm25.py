"""BM25 against SQLite's FTS5, whose formula it has, however the passages are kept."""

import sqlite3
import tempfile
from typing import Any

import pytest
from haystack import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.store.compacting import compact
from index.store.passage_store import PassageStore

WORDS = ["pont", "route", "maire", "école", "🎉", "x", "2023"]
TEXT = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


def by_fts5(texts: dict[str, str], words: list[str]) -> dict[str, float]:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5 (id UNINDEXED, content)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", texts.items())
        match = " OR ".join(f'"{word}"' for word in words)
        sql = "SELECT id, -bm25(t) FROM t WHERE t MATCH ?"
        return dict(connection.execute(sql, (match,)).fetchall())


@settings(deadline=None, max_examples=60)
@given(
    st.lists(TEXT, max_size=8),
    st.lists(TEXT, max_size=8),
    st.lists(st.sampled_from(WORDS[:4]), min_size=1, max_size=3, unique=True),
    st.sets(st.integers(0, 15), max_size=4),
)
@example(["pont"], ["pont pont", "pont"], ["pont"], {0})
def test_scores_are_those_of_fts5(
    early: list[str], late: list[str], words: list[str], removed: set[int]
) -> None:
    texts = {f"d{number}": text for number, text in enumerate([*early, *late])}
    documents = [Document(id=name, content=text) for name, text in texts.items()]
    gone = [f"d{number}" for number in removed]
    with tempfile.TemporaryDirectory() as folder:
        store = PassageStore(folder)
        store.database.connection.execute("PRAGMA synchronous = OFF")
        store.write_documents(documents[: len(early)])
        compact(store.database, "auto", lambda done, total: None)
        store.write_documents(documents[len(early) :])
        store.delete_documents(gone)
        found = store.bm25_retrieval(" ".join(words), top_k=100)
        store.database.close()
    expected = by_fts5({name: text for name, text in texts.items() if name not in gone}, words)
    assert {doc.id: doc.score for doc in found} == pytest.approx(expected, rel=1e-4, abs=1e-9)
    order = [(-(doc.score or 0), int(doc.id[1:])) for doc in found]
    assert order == sorted(order)


@pytest.mark.parametrize("kept", ["in a generation", "in memory"])
def test_the_best_of_many_equals_are_the_oldest(store: PassageStore, kept: str) -> None:
    texts: list[Any] = ["pont route", *["pont"] * 500, *["école"] * 600]
    store.write_documents([Document(id=f"{n:04}", content=text) for n, text in enumerate(texts)])
    if kept == "in a generation":
        compact(store.database, "auto", lambda done, total: None)
    found = store.bm25_retrieval("pont route", top_k=5)
    assert [doc.id for doc in found] == ["0000", "0001", "0002", "0003", "0004"]
