"""What people say of answers."""

from dataclasses import asdict

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service.api.context import kept
from service.api.feedback_taking import checked
from service.api.openapi import DEFAULT_RESPONSE, problems
from service.api.problem import ProblemError
from service.api.problem_type import (
    FEEDBACK_OFF,
    FORBIDDEN,
    INVALID_REQUEST,
    MALFORMED_REQUEST,
    QUERY_NOT_FOUND,
    REQUEST_TOO_LARGE,
    STORE_BUSY,
    STORE_UNAVAILABLE,
    UNSUPPORTED_MEDIA_TYPE,
)
from service.api.schemas.feedback import FeedbackBody, FeedbackPath, FeedbackStored

blueprint = APIBlueprint(
    "feedback",
    __name__,
    abp_tags=[Tag(name="feedback", description="What people say of answers")],
    abp_responses=DEFAULT_RESPONSE
    | problems(MALFORMED_REQUEST, INVALID_REQUEST, QUERY_NOT_FOUND, STORE_BUSY, STORE_UNAVAILABLE),
)


@blueprint.post(
    "/v1/feedback",
    responses={200: FeedbackStored, 201: FeedbackStored}
    | problems(FEEDBACK_OFF, FORBIDDEN, REQUEST_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE),
)
def give_feedback(body: FeedbackBody) -> Response:
    """Say how an answer was; said again of the same answer, it replaces what was said."""
    beside = kept()
    if not beside.takes_feedback:
        detail = "This service takes no feedback, and does not know the questions of queries."
        raise ProblemError(FEEDBACK_OFF, detail)
    query = beside.feedback.queries.get(body.query_id)
    feedback = checked(body, query, beside.curated)
    new = beside.feedback.put(feedback, query)
    response = jsonify(FeedbackStored.model_validate(asdict(feedback)).model_dump(mode="json"))
    response.status_code = 201 if new else 200
    return response


@blueprint.delete("/v1/feedback/<query_id>", responses={204: None})
def delete_feedback(path: FeedbackPath) -> tuple[str, int]:
    """Delete a query that was kept, and all that was said of its answers."""
    kept().feedback.queries.delete(path.query_id)
    return "", 204
