"""The curated answers in the service's records."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from types import MappingProxyType

import numpy as np

from index.curated.book import CuratedPage, Shelf, Vector
from index.curated.entry import CuratedAnswer, Place, Source, exact_form
from index.errors import CuratedNotFound, QuestionTaken
from service.records.database import Records

_ENTRIES = "SELECT id, answer, language, citation, updated FROM curated"
_COUNT_CHANGE = (
    "INSERT INTO counters VALUES ('curated', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1"
)


class CuratedBook:
    """Implements ``index.curated.book.Book``."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def version(self) -> Hashable:
        """Changes of curated answers are counted, in this very file."""
        with self._records.reading() as connection:
            return None if connection is None else self._version(connection)

    def shelf(self, encoder: str) -> Shelf:
        """Everything, with the vectors of this encoder."""
        with self._records.reading() as connection:
            if connection is None:
                return Shelf(None, (), {})
            rows = connection.execute(
                "SELECT question, vector FROM curated_vectors WHERE encoder = ?", (encoder,)
            )
            vectors = {row["question"]: np.frombuffer(row["vector"], np.float32) for row in rows}
            found = connection.execute(f"{_ENTRIES} ORDER BY id").fetchall()
            return Shelf(self._version(connection), _entries(connection, found), vectors)

    def get(self, curated_id: str) -> CuratedAnswer:
        """:raises CuratedNotFound: when there is none."""
        with self._records.reading() as connection:
            found = []
            if connection is not None:
                rows = connection.execute(f"{_ENTRIES} WHERE id = ?", (curated_id,)).fetchall()
                found = list(_entries(connection, rows))
        if not found:
            raise CuratedNotFound(curated_id)
        return found[0]

    def page(self, limit: int, after: str | None) -> CuratedPage:
        """Up to ``limit`` answers whose id comes after ``after``, by id."""
        with self._records.reading() as connection:
            if connection is None:
                return CuratedPage((), 0, None)
            sql = f"{_ENTRIES} WHERE id > ? ORDER BY id LIMIT ?"
            rows = connection.execute(sql, (after or "", limit + 1)).fetchall()
            total = connection.execute("SELECT count(*) FROM curated").fetchone()[0]
            entries = _entries(connection, rows[:limit])
        return CuratedPage(entries, total, entries[-1].id if len(rows) > limit else None)

    def put(
        self,
        entries: Sequence[CuratedAnswer],
        encoder: str = "",
        vectors: Mapping[str, Vector] = MappingProxyType({}),
    ) -> int:
        """Keep these in place of those with the same ids, with this encoder's ``vectors`` of
        their questions, all or none; returns how many are new.

        :raises QuestionTaken: when another answer has one of the questions.
        """
        with self._records.writing() as connection:
            # All old ones go first: questions may move from one answer to another.
            deleted = sum(_remove(connection, entry.id) for entry in entries)
            for entry in entries:
                _insert(connection, entry)
            if vectors:
                _keep_vectors(connection, encoder, vectors)
            _changed(connection)
        return len(entries) - deleted

    def delete(self, curated_id: str) -> None:
        """:raises CuratedNotFound: when there is none."""
        self.get(curated_id)  # no file is made only to find nothing in it
        with self._records.writing() as connection:
            if not _remove(connection, curated_id):
                raise CuratedNotFound(curated_id)
            _changed(connection)

    def keep_vectors(self, encoder: str, vectors: Mapping[str, Vector]) -> None:
        """Keep vectors of questions, and none of another encoder."""
        with self._records.noting() as connection:
            _keep_vectors(connection, encoder, vectors)

    def _version(self, connection: sqlite3.Connection) -> Hashable:
        sql = "SELECT value FROM counters WHERE name = 'curated'"
        row = connection.execute(sql).fetchone()
        # Another file may have been brought in, with a count of its own.
        return (*self._records.identity, row["value"]) if row else None


def _keep_vectors(
    connection: sqlite3.Connection, encoder: str, vectors: Mapping[str, Vector]
) -> None:
    rows = [(q, encoder, np.asarray(v, np.float32).tobytes()) for q, v in vectors.items()]
    connection.execute("DELETE FROM curated_vectors WHERE encoder <> ?", (encoder,))
    connection.executemany("INSERT OR REPLACE INTO curated_vectors VALUES (?, ?, ?)", rows)


def _insert(connection: sqlite3.Connection, entry: CuratedAnswer) -> None:
    citation = json.dumps(asdict(entry.citation), ensure_ascii=False)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    row = (entry.id, entry.answer, entry.language, citation, now)
    connection.execute("INSERT INTO curated VALUES (?, ?, ?, ?, ?)", row)
    distinct = {exact_form(each): each for each in reversed(entry.questions)}
    for position, (exact, question) in enumerate(reversed(distinct.items())):
        taken = connection.execute(
            "SELECT curated_id FROM curated_questions WHERE exact = ?", (exact,)
        ).fetchone()
        if taken:
            raise QuestionTaken(question, taken["curated_id"])
        wording = (exact, entry.id, position, question)
        connection.execute("INSERT INTO curated_questions VALUES (?, ?, ?, ?)", wording)


def _remove(connection: sqlite3.Connection, curated_id: str) -> int:
    return connection.execute("DELETE FROM curated WHERE id = ?", (curated_id,)).rowcount


def _changed(connection: sqlite3.Connection) -> None:
    connection.execute(_COUNT_CHANGE)
    connection.execute(
        "DELETE FROM curated_vectors WHERE question NOT IN (SELECT question FROM curated_questions)"
    )


def _entries(
    connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]
) -> tuple[CuratedAnswer, ...]:
    sql = (
        "SELECT curated_id, question FROM curated_questions WHERE curated_id IN "
        "(SELECT value FROM json_each(?)) ORDER BY curated_id, position"
    )
    rows, questions = list(rows), defaultdict[str, list[str]](list)
    for each in connection.execute(sql, (json.dumps([row["id"] for row in rows]),)):
        questions[each["curated_id"]].append(each["question"])
    return tuple(
        CuratedAnswer(
            id=row["id"],
            questions=tuple(questions[row["id"]]),
            answer=row["answer"],
            citation=_citation(json.loads(row["citation"])),
            language=row["language"],
            updated=row["updated"],
        )
        for row in rows
    )


def _citation(fields: dict[str, str | int | None]) -> Place | Source:
    return Place(**fields) if "article_id" in fields else Source(**fields)  # type: ignore[arg-type]
