"""A response as events."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from service.api.openai.event_stream import pieces
from service.api.openai.response import ModelResponse

#: Where the one part of the one message is.
_PART = {"output_index": 0, "content_index": 0}


def events(response: ModelResponse) -> Iterator[dict[str, Any]]:
    """The events of ``response``, numbered, in OpenAI's order; ``citeqa`` is in the last."""
    numbers = count()
    for type_, fields in _events(response.as_json()):
        yield {"type": type_, **fields, "sequence_number": next(numbers)}


def _events(whole: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    begun = {name: value for name, value in whole.items() if name != "citeqa"} | {
        "status": "in_progress",
        "completed_at": None,
        "output": [],
        "usage": None,
    }
    (item,) = whole["output"]
    yield "response.created", {"response": begun}
    yield "response.in_progress", {"response": begun}
    empty = item | {"status": "in_progress", "content": []}
    yield "response.output_item.added", {"output_index": 0, "item": empty}
    yield from _part_events(item["id"], item["content"][0])
    yield "response.output_item.done", {"output_index": 0, "item": item}
    yield "response.completed", {"response": whole}


def _part_events(item_id: str, part: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    place = {"item_id": item_id, **_PART}
    empty = part | {"text": "", "annotations": []}
    yield "response.content_part.added", {**place, "part": empty}
    for piece in pieces(part["text"]):
        yield "response.output_text.delta", {**place, "delta": piece, "logprobs": []}
    for at, annotation in enumerate(part["annotations"]):
        added = {**place, "annotation_index": at, "annotation": annotation}
        yield "response.output_text.annotation.added", added
    yield "response.output_text.done", {**place, "text": part["text"], "logprobs": []}
    yield "response.content_part.done", {**place, "part": part}
