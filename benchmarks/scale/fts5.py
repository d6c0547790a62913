"""BM25 as SQLite's FTS5 has it, which ranks every match, beside ours; on the same terms."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from benchmarks.scale.seed import read_seed
from benchmarks.scale.timing import milliseconds, percentiles
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
    """In a fresh process: percentiles of both, and how many of the ten best are the same.
    The table is made in the file ``side`` where that is missing."""
    made = _make(Path(folder), Path(side))
    asked = read_seed(Path(seeds))
    store = PassageStore(folder)
    rows: list[Row] = []
    with closing(sqlite3.connect(side)) as connection:
        for name, questions in question_sets(asked, most).items():
            theirs: dict[int, list[int]] = {}
            ours: dict[int, list[int]] = {}

            def search(n: int, questions: list[str] = questions, to: dict = theirs) -> None:
                match = " OR ".join(f'"{term}"' for term in question_terms(questions[n], "fr"))
                to[n] = [row for (row,) in connection.execute(_SEARCH, (match, _DEPTH))]

            def ask(n: int, questions: list[str] = questions, to: dict = ours) -> None:
                to[n] = _rows(store, questions[n])

            taken = milliseconds(search, range(len(questions)), _SECONDS)
            figures = {"FTS5": taken, "citeqa": milliseconds(ask, range(len(taken)))}
            same = sum(len({*ours[n][:_COMPARED]} & {*theirs[n][:_COMPARED]}) for n in ours)
            most_found = sum(len(theirs[n][:_COMPARED]) for n in theirs)
            for engine, each in figures.items():
                rows.append({"questions": name, "bm25": engine, **percentiles(each)})
            rows[-1] |= {
                "FTS5 takes, times": round(rows[-2]["p95 ms"] / max(rows[-1]["p95 ms"], 1e-3), 1),
                "same of the best ten": round(same / max(1, most_found), 3),
            }
    return [*rows, {"questions": "making the table, s", "bm25": "FTS5", "p50 ms": round(made, 1)}]


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


def _rows(store: PassageStore, question: str) -> list[int]:
    """The row numbers of the passages found; reading the passages is part of the search."""
    found = store.bm25_retrieval(question, None, _DEPTH, "fr")
    sql = "SELECT number FROM passages WHERE id = ?"
    with store.database.reading() as connection:
        return [connection.execute(sql, (each.id,)).fetchone()[0] for each in found]
