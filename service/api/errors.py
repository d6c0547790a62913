"""Every exception as a problem document."""

from flask import Flask, Response
from haystack.errors import FilterError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from index.errors import (
    ArticleExists,
    ArticleNotFound,
    CuratedNotFound,
    DeadlineExceeded,
    IndexRebuilding,
    InvalidArticle,
    QuestionTaken,
    StoreBusy,
    StoreMismatch,
    StoreUnavailable,
)
from service.api import problem_type
from service.api.context import services
from service.api.problem import FieldError, ProblemError, respond
from service.api.request_id import request_id
from service.records.query_log import QueryNotFound

_RETRY_SOON = {"Retry-After": "1"}
_RETRY_LATER = {"Retry-After": "30"}


def register(app: Flask) -> None:
    """Have ``app`` answer all errors with problem documents."""
    app.register_error_handler(ProblemError, respond)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(FilterError, _bad_filter)
    app.register_error_handler(ArticleNotFound, _article_not_found)
    app.register_error_handler(ArticleExists, _article_exists)
    app.register_error_handler(CuratedNotFound, _curated_not_found)
    app.register_error_handler(QuestionTaken, _question_taken)
    app.register_error_handler(QueryNotFound, _query_not_found)
    app.register_error_handler(StoreBusy, _store_busy)
    app.register_error_handler(InvalidArticle, _invalid_article)
    app.register_error_handler(IndexRebuilding, _index_rebuilding)
    app.register_error_handler(StoreUnavailable, _store_unavailable)
    app.register_error_handler(StoreMismatch, _store_unavailable)
    app.register_error_handler(DeadlineExceeded, _deadline_exceeded)
    app.register_error_handler(Exception, _unforeseen)


def _http_error(error: HTTPException) -> AnyResponse:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    kept = ("Allow", "Retry-After")
    headers = {name: value for name, value in error.get_headers() if name in kept}
    type_ = problem_type.for_status(status)
    detail = _DETAILS.get(type_, error.description or type_.title)
    return respond(ProblemError(type_, detail, headers=headers))


#: What Werkzeug says is meant for visitors of web sites.
_DETAILS = {
    problem_type.NOT_FOUND: "There is nothing at this path; /docs lists what there is.",
    problem_type.METHOD_NOT_ALLOWED: "The header Allow names the methods that this path has.",
    problem_type.REQUEST_TOO_LARGE: "The body is larger than this server accepts.",
    problem_type.INTERNAL_ERROR: "Something went wrong here.",
}


def _bad_filter(error: FilterError) -> Response:
    errors = [FieldError("filters", str(error))]
    detail = "filters cannot be applied."
    return respond(ProblemError(problem_type.INVALID_REQUEST, detail, errors=errors))


def _article_not_found(error: ArticleNotFound) -> Response:
    return respond(ProblemError(problem_type.ARTICLE_NOT_FOUND, str(error)))


def _article_exists(error: ArticleExists) -> Response:
    detail = f"{error} PUT replaces an article."
    extra = {"article_ids": error.article_ids}
    return respond(ProblemError(problem_type.ARTICLE_EXISTS, detail, extra=extra))


def _curated_not_found(error: CuratedNotFound) -> Response:
    return respond(ProblemError(problem_type.CURATED_NOT_FOUND, str(error)))


def _question_taken(error: QuestionTaken) -> Response:
    return respond(ProblemError(problem_type.QUESTION_TAKEN, f"{error} Nothing was changed."))


def _query_not_found(error: QueryNotFound) -> Response:
    return respond(ProblemError(problem_type.QUERY_NOT_FOUND, str(error)))


def _invalid_article(error: InvalidArticle) -> Response:
    errors = [FieldError(error.field, error.reason)]
    return respond(ProblemError(problem_type.INVALID_REQUEST, f"{error}.", errors=errors))


def _store_busy(error: StoreBusy) -> Response:
    detail = "Another process is writing; nothing was changed. Try again."
    return respond(ProblemError(problem_type.STORE_BUSY, detail, headers=_RETRY_SOON))


def _index_rebuilding(error: IndexRebuilding) -> Response:
    detail = "Questions have to wait until the search index is rebuilt; nothing is lost."
    return respond(ProblemError(problem_type.STORE_UNAVAILABLE, detail, headers=_RETRY_LATER))


def _store_unavailable(error: StoreUnavailable | StoreMismatch) -> Response:
    # The message has the path of the data directory, which is no client's business.
    services().logger.error("store_unavailable", request_id=request_id(), reason=str(error))
    detail = "The articles cannot be reached; /readyz says why."
    return respond(ProblemError(problem_type.STORE_UNAVAILABLE, detail, headers=_RETRY_LATER))


def _deadline_exceeded(error: DeadlineExceeded) -> Response:
    detail = (
        "The work took too long and nothing was changed. Send fewer or shorter articles, or rows."
    )
    return respond(ProblemError(problem_type.DEADLINE_EXCEEDED, detail))


def _unforeseen(error: Exception) -> Response:
    services().logger.error("failed", request_id=request_id(), exc_info=error)
    detail = "Something went wrong here; the log has more under this request_id."
    return respond(ProblemError(problem_type.INTERNAL_ERROR, detail))
