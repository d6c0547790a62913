"""A chat completion piece by piece."""

from collections.abc import Iterator
from typing import Any

from service.api.openai.annotations import nested
from service.api.openai.chat_completion import ChatCompletion
from service.api.openai.cited_message import CitedMessage
from service.api.openai.event_stream import pieces
from service.api.sources import Source


def chunks(
    completion: ChatCompletion, message: CitedMessage, *, usage: bool
) -> Iterator[dict[str, Any]]:
    """The chunks of ``completion``, in OpenAI's order: the role, the text, the sources, the
    end with the ``citeqa`` object, and the usage where it is asked for."""
    first = {"role": "assistant", "content": "", "refusal": None}
    yield _chunk(completion, first, usage=usage)
    for piece in pieces(message.text):
        yield _chunk(completion, {"content": piece}, usage=usage)
    for source in message.sources:
        marks = (mark for mark in message.marks if mark.source is source)
        delta = {"annotations": [each.model_dump() for each in nested(marks)]}
        yield _chunk(completion, delta, usage=usage) | {"event": _shown(source)}
    last = _chunk(completion, {}, finish_reason="stop", usage=usage)
    yield last | {"citeqa": completion.citeqa.as_json()}
    if usage:
        whole = {"choices": [], "usage": completion.usage.model_dump()}
        yield _chunk(completion, {}, usage=True) | whole


def _chunk(
    completion: ChatCompletion,
    delta: dict[str, Any],
    *,
    finish_reason: str | None = None,
    usage: bool,
) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    chunk = {
        "id": completion.id,
        "object": "chat.completion.chunk",
        "created": completion.created,
        "model": completion.model,
        "choices": [choice],
    }
    # Null in all chunks but the last, and nowhere where it was not asked for.
    return chunk | ({"usage": None} if usage else {})


def _shown(source: Source) -> dict[str, Any]:
    """What Open WebUI shows as a source; it reads annotations too, but no quotes in them."""
    place = {"name": source.name} | ({"url": source.url} if source.url else {})
    about = {"source": source.url or source.article_id or source.name, "name": source.name}
    # It shows no source that has no document.
    documents = source.quotes or [source.in_full]
    return {
        "type": "source",
        "data": {
            "source": place,
            "document": documents,
            "metadata": [about for _ in documents],
        },
    }
