"""Questions in the shape of Rasa's REST channel."""

from flask import Response, json, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service.api.answering import answer
from service.api.openapi import DEFAULT_RESPONSE, problems
from service.api.plain import plain_text
from service.api.problem_type import (
    INVALID_REQUEST,
    MALFORMED_REQUEST,
    OVERLOADED,
    REQUEST_TOO_LARGE,
    STORE_UNAVAILABLE,
    TIMED_OUT,
    UNSUPPORTED_MEDIA_TYPE,
)
from service.api.schemas.question import AskRequest
from service.api.schemas.rasa import LINES, RasaMessage, RasaQuery, RasaReplies

blueprint = APIBlueprint(
    "rasa",
    __name__,
    abp_tags=[Tag(name="chatbots", description="The shapes that chatbots speak")],
    abp_responses=DEFAULT_RESPONSE
    | {200: RasaReplies}
    | problems(
        MALFORMED_REQUEST,
        REQUEST_TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE,
        INVALID_REQUEST,
        OVERLOADED,
        STORE_UNAVAILABLE,
        TIMED_OUT,
    ),
)


@blueprint.post("/webhooks/rest/webhook")
def rest_webhook(query: RasaQuery, body: RasaMessage) -> Response:
    """Answer a message as Rasa's REST channel does.

    Nothing is remembered of a sender: what was said before goes into
    `metadata.conversation`. Commands (`/restart`) get no message back.
    """
    replies = [] if body.is_command else [_reply(body)]
    if query.streams:
        lines = (f"{json.dumps(each)}\n" for each in replies)
        return Response("".join(lines), content_type=LINES)
    return jsonify(replies)


def _reply(message: RasaMessage) -> dict[str, object]:
    earlier = message.metadata.conversation if message.metadata else []
    response = answer(AskRequest(question=message.message, conversation=earlier))
    return {
        "recipient_id": message.sender,
        "text": plain_text(response),
        "custom": response.as_json(),
    }
