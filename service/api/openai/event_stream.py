"""Server-sent events."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar, cast

from flask import Response
from flask_openapi3.models.data_type import DataType
from flask_openapi3.models.media_type import MediaType
from flask_openapi3.models.schema import Schema
from pydantic import BaseModel

_Model = TypeVar("_Model", bound=BaseModel)
_PIECE = re.compile(r"\s*\S+\s*|\s+")


def also_streamed(model: type[_Model]) -> type[_Model]:
    """A decorator that tells the OpenAPI document of the streams beside the whole body."""
    parts: dict[str, Any] = dict.fromkeys(("event", "data"), Schema(type=DataType.STRING))
    event = Schema(
        type=DataType.OBJECT,
        required=["data"],
        properties=parts,
        description="One of the server-sent events; its data is JSON, but for the last [DONE].",
    )
    stream = MediaType(schema=event)
    # flask-openapi3 looks under a key that Pydantic's type of this mapping lacks.
    config = cast(dict[str, Any], model.model_config)
    config["openapi_extra"] = {"content": {"text/event-stream": stream}}
    return model


def pieces(text: str) -> list[str]:
    """``text`` word by word; joined, they are ``text``."""
    return _PIECE.findall(text)


def unnamed(data: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Chunks of chat completions, and the mark that ends them."""
    for each in data:
        yield f"data: {_line(each)}\n\n"
    yield "data: [DONE]\n\n"


def named(data: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Events of responses, named by their type."""
    for each in data:
        yield f"event: {each['type']}\ndata: {_line(each)}\n\n"


def streamed(events: Iterator[str]) -> Response:
    """A response that sends each of ``events`` as it comes, through proxies too."""
    response = Response(events, content_type="text/event-stream; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _line(value: dict[str, Any]) -> str:
    # In ASCII: some clients take U+2028 and U+0085 for the end of a line.
    return json.dumps(value, allow_nan=False)
