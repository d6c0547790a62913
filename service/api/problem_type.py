"""The kinds of problem that clients can tell apart."""

from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of problem: its stable ``uri``, HTTP ``status`` and ``title``."""

    uri: str
    status: int
    title: str


MALFORMED_REQUEST = ProblemType("/problems/malformed-request", 400, "Unreadable request")
UNAUTHORIZED = ProblemType("/problems/unauthorized", 401, "Key required")
FORBIDDEN = ProblemType("/problems/forbidden", 403, "Not with this key")
FEEDBACK_OFF = ProblemType("/problems/feedback-off", 403, "Feedback is off")
NOT_FOUND = ProblemType("/problems/not-found", 404, "No such page")
ARTICLE_NOT_FOUND = ProblemType("/problems/article-not-found", 404, "No such article")
CURATED_NOT_FOUND = ProblemType("/problems/curated-not-found", 404, "No such curated answer")
QUERY_NOT_FOUND = ProblemType("/problems/query-not-found", 404, "No such query")
METHOD_NOT_ALLOWED = ProblemType("/problems/method-not-allowed", 405, "Method not allowed")
ARTICLE_EXISTS = ProblemType("/problems/article-exists", 409, "Article exists")
QUESTION_TAKEN = ProblemType("/problems/question-taken", 409, "Question taken")
REQUEST_TOO_LARGE = ProblemType("/problems/request-too-large", 413, "Request too large")
UNSUPPORTED_MEDIA_TYPE = ProblemType("/problems/unsupported-media-type", 415, "Not JSON")
INVALID_REQUEST = ProblemType("/problems/invalid-request", 422, "Invalid request")
TOO_MANY_REQUESTS = ProblemType("/problems/too-many-requests", 429, "Too many requests")
INTERNAL_ERROR = ProblemType("/problems/internal-error", 500, "Internal error")
NOT_READY = ProblemType("/problems/not-ready", 503, "Not ready")
STORE_BUSY = ProblemType("/problems/store-busy", 503, "Store busy")
STORE_UNAVAILABLE = ProblemType("/problems/store-unavailable", 503, "Store unavailable")
OVERLOADED = ProblemType("/problems/overloaded", 503, "Too many questions")
TIMED_OUT = ProblemType("/problems/timed-out", 504, "No answer in time")
DEADLINE_EXCEEDED = ProblemType("/problems/deadline-exceeded", 503, "Took too long")

ALL = tuple(value for value in vars().copy().values() if isinstance(value, ProblemType))

_BY_STATUS = {
    type_.status: type_
    for type_ in (
        MALFORMED_REQUEST,
        UNAUTHORIZED,
        FORBIDDEN,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        REQUEST_TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE,
        INVALID_REQUEST,
        TOO_MANY_REQUESTS,
        INTERNAL_ERROR,
    )
}


def for_status(status: int) -> ProblemType:
    """The type of an error of which only the HTTP status is known."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return ProblemType("about:blank", status, HTTPStatus(status).phrase)
