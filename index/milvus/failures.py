"""What pymilvus raises: its own exceptions, and now and then those of gRPC."""

import re
from typing import Any

from index.errors import StoreUnavailable

#: Milvus' words for "not ready" and "the server's node is being replaced".
_PASSING = ("service not ready", "channel closed")

#: Milvus' codes for collections that are not there, or not loaded; before 2.3 there were
#: words alone.
_GONE_CODES = (100, 101)
_GONE = ("can't find collection", "collection not found", "collection not loaded")


class CollectionGone(StoreUnavailable):
    """A collection has been dropped, or released, since it was last used."""


def passes(error: Exception) -> bool:
    """Whether Milvus was not reached, or not ready, so that it may be asked again.

    A call that took too long is none of these: it may be what keeps Milvus busy.
    """
    status = _status(error)
    if status is not None:
        return status == "UNAVAILABLE"
    return any(words in str(error) for words in _PASSING)


def place(uri: str) -> str:
    """An address as errors and logs may have it: without user and password."""
    return re.sub(r"(?<=//)[^/?#\s]*@", "", uri)


def unavailable(uri: str, error: Exception) -> StoreUnavailable:
    """What the product raises in place of ``error``."""
    text = f"Milvus at {place(uri)}: {_reason(error)}"
    gone = any(words in text for words in _GONE)
    if gone or getattr(error, "code", None) in _GONE_CODES:
        return CollectionGone(text)
    return StoreUnavailable(text)


def _status(error: BaseException) -> str | None:
    """gRPC's name for the failure, of the error itself or of what it was made of."""
    for each in (error, error.__cause__):
        code: Any = getattr(each, "code", None)
        code = code() if callable(code) else code
        if hasattr(code, "name") and not isinstance(code, int):
            return str(code.name)
    return None


def _reason(error: Exception) -> str:
    details = getattr(error, "details", None)
    if callable(details):  # gRPC's own text is many lines about a channel
        return f"{_status(error)}: {details()}"[:500]
    return (str(getattr(error, "message", "")) or str(error))[:500]
