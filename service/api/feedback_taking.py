"""From what a client says of an answer to feedback that can be kept."""

from typing import NoReturn

from index.curated.answers import CuratedAnswers
from index.errors import InvalidCurated
from service.api.problem import FieldError, ProblemError
from service.api.problem_type import INVALID_REQUEST
from service.api.schemas.feedback import CorrectedSpan, FeedbackBody
from service.records.feedback import Corrected, Feedback, Verdict
from service.records.query_log import Query


def checked(body: FeedbackBody, query: Query, curated: CuratedAnswers) -> Feedback:
    """The feedback, of an answer that the query has.

    :raises ProblemError: when it does not fit the query, or the corrected span is not there.
    """
    verdict = Verdict(body.verdict)
    if body.answer >= max(len(query.answers), 1):
        _refuse("answer", f"must be less than {max(len(query.answers), 1)}, as for this query")
    if query.answers and verdict is Verdict.SHOULD_HAVE_ANSWERED:
        _refuse("verdict", "is for questions that were declined, and this one was answered")
    if not query.answers and verdict in (Verdict.WRONG, Verdict.WRONG_SOURCE):
        _refuse("verdict", "must be helpful or should_have_answered, as there was no answer")
    if body.corrected and verdict is Verdict.HELPFUL:
        _refuse("corrected", "must be left out where the answer was helpful")
    corrected = _corrected(body.corrected, curated) if body.corrected else None
    return Feedback(body.query_id, body.answer, verdict, corrected, body.comment)


def _corrected(span: CorrectedSpan, curated: CuratedAnswers) -> Corrected:
    try:
        # The rules are those for the span that a curated answer is cited to.
        _, place, version = curated.placed(span.article_id, span.start, span.end, span.text)
    except InvalidCurated as error:
        field = error.field.replace("citation", "corrected")
        _refuse("corrected.text" if field == "answer" else field, error.reason)
    return Corrected(place.article_id, version, place.start, place.end)


def _refuse(field: str, reason: str) -> NoReturn:
    errors = [FieldError(field, reason)]
    raise ProblemError(INVALID_REQUEST, f"{field} {reason}.", errors=errors)
