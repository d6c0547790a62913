"""The response to ``POST /v1/chat/completions``."""

import time
from typing import Any, Literal

from pydantic import BaseModel

from service.api.openai.annotations import FileAnnotation, UrlAnnotation, nested
from service.api.openai.chat_request import ChatRequest
from service.api.openai.cited_message import CitedMessage
from service.api.openai.event_stream import also_streamed
from service.api.openai.models import NAME
from service.api.openai.tokens import tokens
from service.api.schemas.answer import AskResponse


class ChatUsage(BaseModel):
    """Lengths in words and punctuation marks."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatAnswer(BaseModel):
    """The answer, word for word, with numbers for its sources, and those below it."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[UrlAnnotation | FileAnnotation]


class ChatChoice(BaseModel):
    """The one choice."""

    index: Literal[0] = 0
    message: ChatAnswer
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


@also_streamed
class ChatCompletion(BaseModel):
    """An answer or a sentence that says there is none; ``citeqa`` is what /v1/ask says."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = NAME
    choices: list[ChatChoice]
    usage: ChatUsage
    citeqa: AskResponse

    @classmethod
    def of(
        cls, response: AskResponse, message: CitedMessage, request: ChatRequest
    ) -> "ChatCompletion":
        """The completion of ``request`` that says ``message``."""
        answer = ChatAnswer(content=message.text, annotations=nested(message.marks))
        asked = sum(tokens(each.text) for each in request.said())
        said = tokens(message.text)
        return cls(
            id=f"chatcmpl-{response.query_id}",
            created=int(time.time()),
            choices=[ChatChoice(message=answer)],
            usage=ChatUsage(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said),
            citeqa=response,
        )

    def as_json(self) -> dict[str, Any]:
        """What is sent."""
        return self.model_dump(mode="json", exclude={"citeqa"}) | {"citeqa": self.citeqa.as_json()}
