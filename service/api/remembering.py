"""Questions kept for feedback, where the operator has that turned on."""

import sqlite3
from typing import Any

from index.errors import CiteqaError
from service.api.context import services
from service.api.request_id import request_id
from service.api.schemas.answer import Answer, AskResponse
from service.records.query_log import Query

_PLACE = ("article_id", "article_version", "start", "end")


def remember(response: AskResponse, passage_version: str | None) -> None:
    """Keep the question and what it got, if questions are kept; whatever goes wrong with
    that is logged, and the question is answered all the same.

    ``passage_version``: the version of the article that the first passage is from.
    """
    context = services()
    if context.kept is None or not context.kept.logs_queries:
        return
    try:
        context.kept.feedback.queries.keep(_query(response, passage_version))
    except (CiteqaError, sqlite3.Error) as error:
        context.logger.warning("query_not_kept", request_id=request_id(), reason=str(error))


def _query(response: AskResponse, passage_version: str | None) -> Query:
    passage = None
    if response.passages and passage_version:
        first = response.passages[0]
        about = (first.article_id, passage_version, first.start, first.end)
        passage = dict(zip(_PLACE, about, strict=True))
    return Query(
        id=response.query_id,
        question=response.question,
        resolved=response.resolved_question,
        language=response.question_language,
        answers=[_answer(each) for each in response.answers],
        reason=response.no_answer_reason,
        curated_id=response.curated.id if response.curated else None,
        passage=passage,
        models=response.models.model_dump(),
    )


def _answer(answer: Answer) -> dict[str, Any]:
    found = {"text": answer.text, "score": answer.score, "confidence": answer.confidence.value}
    if answer.citations:
        found |= {name: getattr(answer.citations[0], name) for name in _PLACE}
    return found
