"""The body of ``POST /v1/responses``."""

from typing import Annotated, Literal

from pydantic import Field, Tag

from service.api.openai.common_request import CommonRequest
from service.api.openai.content import Content
from service.api.openai.conversation import WITH_A_QUESTION, Said
from service.api.openai.parameters import (
    MaxTokens,
    Unsupported,
    Verbosity,
    WhenStreaming,
    only,
    only_type,
    string_or_list,
)
from service.api.openapi import with_examples
from service.api.schemas.count import WHOLE
from service.api.schemas.strict import Strict
from service.api.schemas.text import Question


class InputMessage(Strict):
    """One message; those of system and developer are not read."""

    type: Literal["message"] = "message"
    role: Literal["user", "assistant", "system", "developer"]
    content: Content
    id: str | None = None
    status: str | None = None
    phase: str | None = None


InputItem = Annotated[InputMessage, only_type("message")]


Input = Annotated[
    Annotated[Question, Tag("<string>")]
    | Annotated[list[InputItem], WITH_A_QUESTION, Tag("<list>")],
    string_or_list("must be a string or a list of messages"),
]


class ResponseFormat(Strict):
    """Answers are text."""

    type: Literal["text"]


class ResponseText(Strict):
    """How the text is to be."""

    format: Annotated[ResponseFormat | None, only_type("text")] = None
    verbosity: Verbosity | None = None


class ResponseStreamOptions(Strict):
    """How to stream."""

    include_obfuscation: bool | None = None


@with_examples(
    fr={"model": "citeqa", "input": "Qui a inauguré le pont ?"},
    en={
        "model": "citeqa",
        "instructions": "You are a helpful assistant.",
        "input": [{"role": "user", "content": "Who opened the bridge?"}],
        "stream": True,
    },
)
class ResponseRequest(CommonRequest):
    """A question, or a conversation whose last user message is the question."""

    input: Input
    instructions: str | None = None
    stream_options: Annotated[ResponseStreamOptions | None, WhenStreaming] = None
    text: ResponseText | None = None
    max_tool_calls: MaxTokens | None = None
    max_output_tokens: Annotated[int, Field(ge=16), WHOLE] | None = None
    truncation: Literal["auto", "disabled"] | None = None
    include: list[str] | None = None
    background: Annotated[Literal[False] | None, only(False)] = None
    # Responses cannot be fetched again, whatever the operator keeps: there is nothing to go on
    # from.
    previous_response_id: Unsupported = None
    conversation: Unsupported = None
    prompt: Unsupported = None
    reasoning: Unsupported = None
    context_management: Unsupported = None

    def said(self) -> list[Said]:
        """The messages, with their places in the body."""
        if isinstance(self.input, str):
            return [Said("user", self.input, ("input",))]
        return [
            Said.of(message.role, message.content, ("input", at, "content"))
            for at, message in enumerate(self.input)
        ]
