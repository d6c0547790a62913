"""The endpoints that OpenAI's clients call."""

from typing import Any

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service.api.answering import answer
from service.api.openai.chat_completion import ChatCompletion
from service.api.openai.chat_request import ChatRequest
from service.api.openai.chat_stream import chunks
from service.api.openai.cited_message import CitedMessage
from service.api.openai.conversation import question_of
from service.api.openai.event_stream import named, streamed, unnamed
from service.api.openai.models import Model, ModelList, ModelPath, require_model
from service.api.openai.response import ModelResponse
from service.api.openai.response_request import ResponseRequest
from service.api.openai.response_stream import events
from service.api.openai.translation import OpenAIError

#: Whatever goes wrong on these routes, its shape is the same.
_ERRORS: Any = dict.fromkeys(("default", 400, 401, 403, 404, 429), OpenAIError)
_ASKING: Any = dict.fromkeys((413, 415, 503, 504), OpenAIError)

blueprint = APIBlueprint(
    "openai",
    __name__,
    abp_tags=[Tag(name="openai", description="What OpenAI's clients call")],
    abp_responses=_ERRORS,
)


@blueprint.get("/v1/models", responses={200: ModelList})
def list_models() -> dict[str, Any]:
    """List the models, of which there is one."""
    return ModelList(data=[Model()]).model_dump()


@blueprint.get("/v1/models/<article_id:model>", responses={200: Model})
def get_model(path: ModelPath) -> dict[str, Any]:
    """Describe the model."""
    require_model(path.model)
    return Model().model_dump()


@blueprint.post("/v1/chat/completions", responses={200: ChatCompletion, **_ASKING})
def complete_chat(body: ChatRequest) -> Response | dict[str, Any]:
    """Answer the last user message from the articles, with numbered citations."""
    require_model(body.model)
    response = answer(question_of(body.said()))
    message = CitedMessage.of(response)
    completion = ChatCompletion.of(response, message, body)
    if not body.stream:
        return completion.as_json()
    usage = bool(body.stream_options and body.stream_options.include_usage)
    return streamed(unnamed(chunks(completion, message, usage=usage)))


@blueprint.post("/v1/responses", responses={200: ModelResponse, **_ASKING})
def create_response(body: ResponseRequest) -> Response | dict[str, Any]:
    """Answer the last user message of the input, with numbered citations."""
    require_model(body.model)
    reply = answer(question_of(body.said()))
    response = ModelResponse.of(reply, CitedMessage.of(reply), body)
    return streamed(named(events(response))) if body.stream else response.as_json()
