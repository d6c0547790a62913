"""Asking many questions at once."""

from collections.abc import Generator, Iterator
from contextlib import closing

from flask import Response, request, stream_with_context
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service.api.batching import answered_in_turn
from service.api.openapi import DEFAULT_RESPONSE, problems
from service.api.problem_type import (
    INVALID_REQUEST,
    MALFORMED_REQUEST,
    REQUEST_TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
)
from service.api.schemas.batch import BatchRequest, BatchResponse

blueprint = APIBlueprint(
    "batch",
    __name__,
    abp_tags=[Tag(name="questions", description="Questions and searches")],
    abp_responses=DEFAULT_RESPONSE
    | {200: BatchResponse}
    | problems(MALFORMED_REQUEST, INVALID_REQUEST, REQUEST_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE),
)

_JSON, _LINES = "application/json", "application/x-ndjson"


@blueprint.post("/v1/ask/batch")
def ask_batch(body: BatchRequest) -> Response:
    """Answer questions one after the other; with Accept: application/x-ndjson a line each."""
    chosen = request.accept_mimetypes.best_match((_JSON, _LINES), _JSON)
    results = answered_in_turn(body.questions)
    pieces = _as_lines(results) if chosen == _LINES else _as_document(results)
    # Either way each result is sent when it is there, which also tells of clients that left.
    response = Response(stream_with_context(pieces), content_type=chosen)
    response.headers["Vary"] = "Accept"
    response.headers["X-Accel-Buffering"] = "no"  # nginx would hold the lines back
    return response


def _as_lines(results: Generator[str, None, None]) -> Iterator[str]:
    with closing(results):
        for result in results:
            yield f"{result}\n"


def _as_document(results: Generator[str, None, None]) -> Iterator[str]:
    before = '{"results":['
    with closing(results):
        for result in results:
            yield before + result
            before = ","
    yield "]}\n"
