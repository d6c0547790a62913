"""Asking."""

from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from index.reply import Reply
from service.api.context import services
from service.api.lifecycle import note
from service.api.openapi import DEFAULT_RESPONSE, problems
from service.api.problem_type import (
    INVALID_REQUEST,
    MALFORMED_REQUEST,
    REQUEST_TOO_LARGE,
    STORE_UNAVAILABLE,
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
    | problems(MALFORMED_REQUEST, INVALID_REQUEST, STORE_UNAVAILABLE),
)


@blueprint.post("/v1/ask", responses=problems(REQUEST_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE))
def ask(body: AskRequest) -> dict[str, Any]:
    """Answer a question from the articles."""
    reply = services().engine.ask(
        body.question,
        top_k=body.top_k,
        filters=body.filters.model_dump() if body.filters else None,
        threshold=body.threshold,
        debug=body.debug,
    )
    return _response(reply, debug=body.debug)


@blueprint.get("/v1/ask")
def ask_by_address(query: AskQuery) -> dict[str, Any]:
    """Answer a question in the address."""
    reply = services().engine.ask(query.q, top_k=query.top_k, threshold=query.threshold)
    return _response(reply, debug=False)


def _response(reply: Reply, *, debug: bool) -> dict[str, Any]:
    context = services()
    response = AskResponse.of(reply, context.engine.models, debug=debug)
    context.metrics.count_reply(reply)
    note(query_id=response.query_id, answered=reply.answered, reason=reply.no_answer_reason)
    if context.options.log_text:
        note(question=reply.question)
    return response.as_json()
