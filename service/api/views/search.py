"""Searching."""

from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service.api.answering import must_not_be_late
from service.api.context import services
from service.api.lifecycle import note
from service.api.openapi import DEFAULT_RESPONSE, problems
from service.api.problem_type import (
    INVALID_REQUEST,
    MALFORMED_REQUEST,
    OVERLOADED,
    REQUEST_TOO_LARGE,
    STORE_UNAVAILABLE,
    UNSUPPORTED_MEDIA_TYPE,
)
from service.api.schemas.found import SearchResponse
from service.api.schemas.question import SearchRequest

blueprint = APIBlueprint(
    "search",
    __name__,
    abp_tags=[Tag(name="questions", description="Questions and searches")],
    abp_responses=DEFAULT_RESPONSE
    | {200: SearchResponse}
    | problems(
        MALFORMED_REQUEST,
        REQUEST_TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE,
        INVALID_REQUEST,
        OVERLOADED,
        STORE_UNAVAILABLE,
    ),
)


@blueprint.post("/v1/search")
def search(body: SearchRequest) -> dict[str, Any]:
    """Find passages."""
    must_not_be_late()
    filters = body.filters.model_dump() if body.filters else None
    reply = services().engine.search(body.query, top_k=body.top_k, filters=filters)
    services().metrics.time_stages(reply)
    note(passages=len(reply.passages))
    if services().options.log_text:
        note(question=reply.query)
    return SearchResponse.of(reply).model_dump(mode="json")
