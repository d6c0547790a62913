"""The response to ``POST /v1/responses``."""

import time
from typing import Any, Literal

from pydantic import BaseModel

from service.api.openai.annotations import FlatFileAnnotation, FlatUrlAnnotation, flat
from service.api.openai.cited_message import CitedMessage
from service.api.openai.event_stream import also_streamed
from service.api.openai.models import NAME
from service.api.openai.response_request import ResponseRequest
from service.api.openai.tokens import tokens
from service.api.schemas.answer import AskResponse


class CachedTokens(BaseModel):
    """Nothing is cached."""

    cached_tokens: Literal[0] = 0
    cache_write_tokens: Literal[0] = 0


class ReasoningTokens(BaseModel):
    """Nothing is reasoned about in words."""

    reasoning_tokens: Literal[0] = 0


class ResponseUsage(BaseModel):
    """Lengths in words and punctuation marks."""

    input_tokens: int
    input_tokens_details: CachedTokens = CachedTokens()
    output_tokens: int
    output_tokens_details: ReasoningTokens = ReasoningTokens()
    total_tokens: int


class OutputText(BaseModel):
    """The answer, word for word, with numbers for its sources, and those below it."""

    type: Literal["output_text"] = "output_text"
    text: str
    annotations: list[FlatUrlAnnotation | FlatFileAnnotation]
    logprobs: list[Any] = []


class OutputMessage(BaseModel):
    """The one message."""

    id: str
    type: Literal["message"] = "message"
    role: Literal["assistant"] = "assistant"
    status: Literal["in_progress", "completed"] = "completed"
    content: list[OutputText]


@also_streamed
class ModelResponse(BaseModel):
    """An answer or a sentence that says there is none; ``citeqa`` is what /v1/ask says.

    The other fields say what was asked for, and OpenAI's defaults where nothing was.
    """

    id: str
    object: Literal["response"] = "response"
    created_at: int
    completed_at: int | None
    status: Literal["in_progress", "completed"] = "completed"
    background: Literal[False] = False
    error: None = None
    incomplete_details: None = None
    instructions: str | None
    max_output_tokens: int | None
    metadata: dict[str, str]
    model: str = NAME
    output: list[OutputMessage]
    parallel_tool_calls: bool
    previous_response_id: None = None
    service_tier: Literal["default"] = "default"
    store: Literal[False] = False
    temperature: float
    text: dict[str, Any]
    tool_choice: str
    tools: list[dict[str, Any]]
    top_p: float
    truncation: str
    usage: ResponseUsage | None
    user: str | None
    citeqa: AskResponse

    @classmethod
    def of(
        cls, response: AskResponse, message: CitedMessage, request: ResponseRequest
    ) -> "ModelResponse":
        """The response to ``request`` that says ``message``."""
        now = int(time.time())
        part = OutputText(text=message.text, annotations=flat(message.marks))
        return cls(
            id=f"resp_{response.query_id}",
            created_at=now,
            completed_at=now,
            output=[OutputMessage(id=f"msg_{response.query_id}", content=[part])],
            usage=_usage(request, message),
            citeqa=response,
            **_asked_for(request),
        )

    def as_json(self) -> dict[str, Any]:
        """What is sent."""
        return self.model_dump(mode="json", exclude={"citeqa"}) | {"citeqa": self.citeqa.as_json()}


def _usage(request: ResponseRequest, message: CitedMessage) -> ResponseUsage:
    texts = [request.instructions or "", *(each.text for each in request.said())]
    asked = sum(map(tokens, texts))
    said = tokens(message.text)
    return ResponseUsage(input_tokens=asked, output_tokens=said, total_tokens=asked + said)


def _asked_for(request: ResponseRequest) -> dict[str, Any]:
    verbosity = request.text and request.text.verbosity
    return {
        "instructions": request.instructions,
        "max_output_tokens": request.max_output_tokens,
        "metadata": request.metadata or {},
        "parallel_tool_calls": request.parallel_tool_calls is not False,
        "temperature": 1.0 if request.temperature is None else request.temperature,
        "text": {"format": {"type": "text"}, "verbosity": verbosity or "medium"},
        "tool_choice": request.tool_choice or "auto",
        "tools": request.tools or [],
        "top_p": 1.0 if request.top_p is None else request.top_p,
        "truncation": request.truncation or "disabled",
        "user": request.user,
    }
