"""Questions that were answered, kept for a while where the operator wants that."""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from index.errors import CiteqaError
from service.records.database import Records

_PURGE_EVERY = timedelta(hours=1)


class QueryNotFound(CiteqaError):
    """No query with this id is kept, or not any more."""

    def __init__(self, query_id: str) -> None:
        super().__init__(
            f"There is no query {query_id!r}: not any more, or it could not be stored."
        )


@dataclass(frozen=True, slots=True)
class Query:
    """A question and what it got back, without any text of the articles but the answers'.

    ``answers``: of each the ``text``, ``score``, ``confidence`` and, where it is cited,
    ``article_id``, ``article_version``, ``start`` and ``end`` of the first citation.
    ``passage``: the same four of the best passage. ``resolved``: what a follow-up was taken
    for. ``asked``: an ISO 8601 instant in UTC.
    """

    id: str
    question: str
    language: str | None
    answers: list[dict[str, Any]]
    reason: str | None = None
    curated_id: str | None = None
    resolved: str | None = None
    passage: dict[str, Any] | None = None
    models: dict[str, str] = field(default_factory=dict)
    asked: str = ""


class QueryLog:
    """Queries in the service's records, for ``retention_days`` days each."""

    def __init__(self, records: Records, retention_days: int) -> None:
        self._records = records
        self._retention = timedelta(days=retention_days)
        self._purged: datetime | None = None

    def keep(self, query: Query) -> None:
        """Keep a query, and see to it that old ones go.

        :raises StoreBusy: when another process keeps writing for more than a moment.
        :raises StoreUnavailable: when it cannot be written.
        """
        now = datetime.now(UTC)
        fields = asdict(query) | {"asked": instant(now)}
        for name in ("answers", "passage", "models"):
            value = fields[name]
            fields[name] = None if value is None else json.dumps(value, ensure_ascii=False)
        with self._records.noting() as connection:
            connection.execute(
                "INSERT INTO queries VALUES (:id, :asked, :question, :resolved, :language, "
                ":reason, :curated_id, :answers, :passage, :models)",
                fields,
            )
        if self._purged is None or now - self._purged > _PURGE_EVERY:
            self.purge()

    def get(self, query_id: str) -> Query:
        """:raises QueryNotFound: when it is not there, or too old."""
        sql = "SELECT * FROM queries WHERE id = ? AND asked > ?"
        with self._records.reading() as connection:
            where = (query_id, self._oldest())
            row = connection.execute(sql, where).fetchone() if connection else None
        if row is None:
            raise QueryNotFound(query_id)
        return _query(row)

    def delete(self, query_id: str) -> None:
        """Delete a query with its feedback, for good.

        :raises QueryNotFound: when it is not there, or too old.
        """
        self.get(query_id)  # no file is made only to find nothing in it
        with self._records.writing() as connection:
            connection.execute("DELETE FROM queries WHERE id = ?", (query_id,))
        self._records.erase()

    def purge(self, everything: bool = False) -> int:
        """Delete the queries that are too old, or all; returns how many there were."""
        self._purged = datetime.now(UTC)
        oldest = "9999" if everything else self._oldest()
        with self._records.reading() as connection:
            if connection is None:
                return 0
            sql = "SELECT 1 FROM queries WHERE asked <= ? LIMIT 1"
            due = connection.execute(sql, (oldest,)).fetchone() is not None
        done = 0
        if due:
            with self._records.writing() as connection:
                sql = "DELETE FROM queries WHERE asked <= ?"
                done = connection.execute(sql, (oldest,)).rowcount
        # Also what an earlier deletion, in whichever process, had to leave in the log.
        self._records.erase()
        return done

    def _oldest(self) -> str:
        return instant(datetime.now(UTC) - self._retention)


def instant(moment: datetime) -> str:
    """ISO 8601 in UTC, to the millisecond; in order of time when in order of text."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def _query(row: Any) -> Query:
    fields = {name: row[name] for name in row.keys()}  # noqa: SIM118 - a sqlite3.Row
    for name in ("answers", "passage", "models"):
        fields[name] = None if fields[name] is None else json.loads(fields[name])
    return Query(**fields)
