"""The body of ``POST /v1/chat/completions``."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from service.api.openai.common_request import CommonRequest
from service.api.openai.content import Content
from service.api.openai.conversation import WITH_A_QUESTION, Said
from service.api.openai.parameters import (
    Bias,
    MaxTokens,
    Penalty,
    Seed,
    Stop,
    ToolChoice,
    Tools,
    Unsupported,
    Verbosity,
    WhenStreaming,
    only,
    only_type,
)
from service.api.openapi import with_examples
from service.api.schemas.count import WHOLE
from service.api.schemas.strict import Strict
from service.api.schemas.together import having

#: The roles of messages that may have no content.
_SILENT = ("assistant", "function")


class ChatMessage(Strict):
    """One message; those of system, developer and tools are not read."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [having("content"), having(role={"enum": [*_SILENT]})]}
    )

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Content | None = None
    name: str | None = None
    refusal: str | None = None
    annotations: list[dict[str, Any]] | None = None
    audio: dict[str, Any] | None = None
    # OpenAI's client for Python adds it to what it gathered from a stream.
    parsed: Unsupported = None
    tool_calls: list[dict[str, Any]] | None = None
    tool_call_id: str | None = None
    function_call: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "ChatMessage":
        if self.content is None and self.role not in _SILENT:
            raise PydanticCustomError("content", "must have content")
        return self


class StreamOptions(Strict):
    """How to stream."""

    include_usage: bool | None = None
    include_obfuscation: bool | None = None


class TextFormat(Strict):
    """Answers are text."""

    type: Literal["text"]


@with_examples(
    fr={
        "model": "citeqa",
        "messages": [{"role": "user", "content": "Qui a inauguré le pont ?"}],
    },
    en={
        "model": "citeqa",
        "messages": [
            {"role": "system", "content": "You are a helpful assistant."},
            {"role": "user", "content": [{"type": "text", "text": "Who opened the bridge?"}]},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
    },
)
class ChatRequest(CommonRequest):
    """A conversation; its last user message is the question."""

    messages: Annotated[list[ChatMessage], WITH_A_QUESTION]
    stream_options: Annotated[StreamOptions | None, WhenStreaming] = None
    n: Annotated[Literal[1] | None, only(1), WHOLE] = None
    response_format: Annotated[TextFormat | None, only_type("text")] = None
    modalities: list[Annotated[Literal["text"], only("text")]] | None = None
    functions: Tools | None = None
    function_call: ToolChoice = None
    frequency_penalty: Penalty | None = None
    presence_penalty: Penalty | None = None
    logit_bias: dict[str, Bias] | None = None
    max_tokens: MaxTokens | None = None
    max_completion_tokens: MaxTokens | None = None
    seed: Seed | None = None
    stop: Stop | None = None
    verbosity: Verbosity | None = None
    logprobs: Annotated[Literal[False] | None, only(False)] = None
    reasoning_effort: Unsupported = None
    audio: Unsupported = None
    prediction: Unsupported = None
    web_search_options: Unsupported = None

    def said(self) -> list[Said]:
        """The messages, with their places in the body."""
        return [
            Said.of(
                message.role,
                message.content,
                ("messages", at, "content"),
                message.annotations or (),
            )
            for at, message in enumerate(self.messages)
        ]
