"""What is given back of articles and passages, as texts that fit into columns."""

import base64
import json
import zlib
from typing import Any

from index.milvus.layout import LONGEST

#: Characters in a piece; each has four bytes at most.
_PIECE = LONGEST // 4
_PLAIN, _PACKED = "p", "z"


def written(value: Any) -> str:
    """:raises ValueError: when ``value`` is no JSON, or cannot be written as UTF-8."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (TypeError, ValueError) as error:
        raise ValueError(f"A document's content and meta must be JSON: {error}.") from error
    return text


def packed(value: Any) -> str:
    """For one column.

    :raises ValueError: when ``value`` is no JSON, or too large even when compressed.
    """
    text = written(value)
    if len(text.encode()) < LONGEST:
        return _PLAIN + text
    text = _PACKED + base64.b85encode(zlib.compress(text.encode())).decode()
    if len(text) > LONGEST:
        raise ValueError(f"A passage may take {LONGEST} bytes in Milvus, compressed, at most.")
    return text


def unpacked(body: str) -> Any:
    """What ``packed`` packed."""
    if body.startswith(_PACKED):
        return json.loads(zlib.decompress(base64.b85decode(body[1:])))
    return json.loads(body[1:])


def pieces(value: Any) -> list[str]:
    """For a column each, one at least; together they are JSON."""
    text = written(value)
    return [text[begin : begin + _PIECE] for begin in range(0, len(text), _PIECE)]
