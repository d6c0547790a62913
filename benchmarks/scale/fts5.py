"""BM25 as SQLite's FTS5 has it, which ranks every match, beside ours; on the same terms."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from haystack import Document

from benchmarks.scale.seed import read_seed
from benchmarks.scale.timing import timed
from benchmarks.scale.words import question_sets
from benchmarks.tables import Row
from index.store.passage_store import PassageStore
from index.text.terms import question_terms

_DEPTH = 50
_COMPARED = 10

#: For each set of questions.
_SECONDS = 30

_TABLE = "CREATE VIRTUAL TABLE found USING fts5 (words, content='', tokenize='unicode61')"
_SEARCH = "SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found) LIMIT ?"


def fts5(folder: str, seeds: str, side: str, most: int) -> list[Row]:
    """In a fresh process: how long both take, and how many of the ten best are the same.
    The table is made in the file ``side`` where that is missing."""
    made = _make(Path(folder), Path(side))
    store = PassageStore(folder)
    sets = question_sets(read_seed(Path(seeds)), most)
    with closing(sqlite3.connect(side)) as connection:
        pairs = [_compared(name, each, connection, store) for name, each in sets.items()]
    rows = [row for pair in pairs for row in pair]
    rows[0]["made s"] = round(made, 1)
    return rows


def _compared(
    name: str, questions: list[str], connection: sqlite3.Connection, store: PassageStore
) -> tuple[Row, Row]:
    theirs: list[list[int]] = []
    ours: list[list[Document]] = []

    def search(number: int) -> None:
        match = " OR ".join(f'"{term}"' for term in question_terms(questions[number], "fr"))
        theirs.append([row for (row,) in connection.execute(_SEARCH, (match, _DEPTH))])

    def ask(number: int) -> None:  # reads the passages, too, which the other leaves out
        ours.append(store.bm25_retrieval(questions[number], None, _DEPTH, "fr"))

    search(0), ask(0)
    theirs.clear(), ours.clear()
    other = timed(search, range(len(questions)), _SECONDS)
    mine = timed(ask, range(len(theirs)))
    pairs = zip(theirs, (_numbers(store, found) for found in ours), strict=True)
    same = [len({*one[:_COMPARED]} & {*two[:_COMPARED]}) for one, two in pairs]
    best = sum(len(found[:_COMPARED]) for found in theirs)
    figures = {
        "FTS5 takes, times": round(float(other["p95 ms"]) / max(float(mine["p95 ms"]), 0.01), 1),
        "same of the best ten": round(sum(same) / max(1, best), 3),
    }
    named = {"questions": name}
    return named | {"bm25": "FTS5"} | other, named | {"bm25": "citeqa"} | mine | figures


def _numbers(store: PassageStore, found: list[Document]) -> list[int]:
    """Their row numbers."""
    sql = "SELECT number FROM passages WHERE id = ?"
    with store.database.reading() as connection:
        return [connection.execute(sql, (each.id,)).fetchone()[0] for each in found]


def _make(folder: Path, side: Path) -> float:
    """Seconds."""
    if side.exists():
        return 0.0
    begin = time.perf_counter()
    unfinished = side.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(_TABLE)
        connection.execute("ATTACH ? AS stored", (str(folder / "citeqa.sqlite"),))
        connection.execute(
            "INSERT INTO found (rowid, words) SELECT number, words FROM stored.terms"
        )
        connection.commit()
    unfinished.rename(side)
    return time.perf_counter() - begin
