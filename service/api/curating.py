"""From what a client sends to a curated answer that can be kept."""

from typing import Any

from index.curated.answers import CuratedAnswers
from index.curated.entry import CuratedAnswer, Source
from index.errors import InvalidCurated
from service.api.problem import FieldError, ProblemError
from service.api.problem_type import INVALID_REQUEST
from service.api.schemas.curated import CuratedBody


def settled(curated: CuratedAnswers, curated_id: str, body: CuratedBody) -> CuratedAnswer:
    """The answer with a citation that holds.

    :raises InvalidCurated: when it does not.
    """
    given = body.citation
    if given.article_id is None:
        citation: Any = Source(given.title, given.url, given.source)
        answer = body.answer or ""
    else:
        answer, citation, _ = curated.placed(given.article_id, given.start, given.end, body.answer)
    return CuratedAnswer(curated_id, tuple(body.questions), answer, citation, body.language)


def invalid(error: InvalidCurated) -> ProblemError:
    """The problem that a client is told."""
    errors = [FieldError(error.field, error.reason)]
    return ProblemError(INVALID_REQUEST, f"{error}.", errors=errors)
