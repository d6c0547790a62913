"""What people say of the answers that they got."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from service.records.database import Records
from service.records.query_log import Query, QueryLog, QueryNotFound, instant

_THERE = "SELECT 1 FROM queries WHERE id = ?"


class Verdict(StrEnum):
    """What was the matter with an answer, or with there being none."""

    HELPFUL = "helpful"
    WRONG = "wrong"
    WRONG_SOURCE = "wrong_source"
    SHOULD_HAVE_ANSWERED = "should_have_answered"


@dataclass(frozen=True, slots=True)
class Corrected:
    """Where the right answer stands, in this version of the article."""

    article_id: str
    article_version: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """A verdict on answer number ``answer`` of a query, from 0; 0 also where there is none."""

    query_id: str
    answer: int
    verdict: Verdict
    corrected: Corrected | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a verdict was given in a band, and the mean score of those answers."""

    band: str
    verdict: Verdict
    count: int
    mean_score: float | None


class FeedbackBook:
    """Feedback in the service's records; it goes when its query goes."""

    def __init__(self, records: Records, queries: QueryLog) -> None:
        self._records = records
        self.queries = queries

    def put(self, feedback: Feedback, query: Query) -> bool:
        """Keep feedback in place of any on the same answer; returns whether it is new.

        :raises QueryNotFound: when the query was deleted meanwhile.
        """
        corrected = feedback.corrected
        fields = asdict(corrected) if corrected else None
        answer = query.answers[feedback.answer] if query.answers else None
        row = (
            feedback.query_id,
            feedback.answer,
            feedback.verdict.value,
            _band(query, answer),
            answer["score"] if answer else None,
            json.dumps(fields, ensure_ascii=False) if fields else None,
            feedback.comment,
            instant(datetime.now(UTC)),
        )
        where = (feedback.query_id, feedback.answer)
        with self._records.writing() as connection:
            sql = "SELECT 1 FROM feedback WHERE query_id = ? AND answer = ?"
            new = connection.execute(sql, where).fetchone() is None
            if not connection.execute(_THERE, (feedback.query_id,)).fetchone():
                raise QueryNotFound(feedback.query_id)
            sql = "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            connection.execute(sql, row)
        if not new:
            self._records.erase()  # what was said before is not to be found any more
        return new

    def all(self) -> Iterator[tuple[Query, Feedback]]:
        """All that is kept, in order of time."""
        sql = "SELECT * FROM feedback ORDER BY given, query_id, answer"
        with self._records.reading() as connection:
            rows = connection.execute(sql).fetchall() if connection else []
        for row in rows:
            with suppress(QueryNotFound):
                yield self.queries.get(row["query_id"]), _feedback(row)

    def tallies(self) -> list[Tally]:
        """How often each verdict was given in each band."""
        sql = (
            "SELECT band, verdict, count(*) AS count, avg(score) AS mean FROM feedback "
            "GROUP BY band, verdict ORDER BY band, verdict"
        )
        with self._records.reading() as connection:
            rows = connection.execute(sql).fetchall() if connection else []
        return [
            Tally(row["band"], Verdict(row["verdict"]), row["count"], row["mean"]) for row in rows
        ]


def _band(query: Query, answer: dict[str, Any] | None) -> str:
    if answer is None:
        return "declined"
    return "curated" if query.curated_id else str(answer["confidence"])


def _feedback(row: Any) -> Feedback:
    corrected = Corrected(**json.loads(row["corrected"])) if row["corrected"] else None
    verdict = Verdict(row["verdict"])
    return Feedback(row["query_id"], row["answer"], verdict, corrected, row["comment"])
