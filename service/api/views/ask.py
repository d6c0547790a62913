"""Asking."""

from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service.api.answering import answer
from service.api.openapi import DEFAULT_RESPONSE, problems
from service.api.problem_type import (
    INVALID_REQUEST,
    MALFORMED_REQUEST,
    OVERLOADED,
    REQUEST_TOO_LARGE,
    STORE_UNAVAILABLE,
    TIMED_OUT,
    UNSUPPORTED_MEDIA_TYPE,
)
from service.api.schemas.answer import AskResponse
from service.api.schemas.question import AskQuery, AskRequest

blueprint = APIBlueprint(
    "ask",
    __name__,
    abp_tags=[Tag(name="questions", description="Questions and searches")],
    abp_responses=DEFAULT_RESPONSE
    | {200: AskResponse}
    | problems(MALFORMED_REQUEST, INVALID_REQUEST, OVERLOADED, STORE_UNAVAILABLE, TIMED_OUT),
)


@blueprint.post("/v1/ask", responses=problems(REQUEST_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE))
def ask(body: AskRequest) -> dict[str, Any]:
    """Answer a question from the articles."""
    return answer(body).as_json()


@blueprint.get("/v1/ask")
def ask_by_address(query: AskQuery) -> dict[str, Any]:
    """Answer a question in the address."""
    asked = AskRequest(
        question=query.q,
        top_k=query.top_k,
        threshold=query.threshold,
        timeout_ms=query.timeout_ms,
    )
    return answer(asked).as_json()
