"""What a call can end with instead of a result."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class ClientError(Exception):
    """Anything that a call to the service raises."""


class Unreachable(ClientError):
    """The service did not answer, or stopped in the middle of it."""


class UnexpectedResponse(ClientError):
    """Something answered that is not citeqa, or a version of it that this client does not know."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field; ``field`` is written like ``articles[0].text``."""

    field: str
    message: str


class Problem(ClientError):
    """The service refused the request, or failed at it (RFC 9457).

    Rely on ``status`` and ``type``; ``title`` and ``detail`` are for people. ``errors`` says
    field by field what is wrong with an invalid request. ``retry_after``: the seconds to wait
    before trying again, where the service named them. ``document`` is all of it.
    """

    def __init__(self, document: Mapping[str, Any], retry_after: float | None = None) -> None:
        self.document = document
        self.type = str(document.get("type", "about:blank"))
        self.status = int(document.get("status", 0))
        self.title = str(document.get("title", ""))
        self.detail = str(document.get("detail", ""))
        self.request_id = document.get("request_id")
        errors = document.get("errors")
        self.errors = tuple(
            FieldError(str(each.get("field")), str(each.get("message")))
            for each in (errors if isinstance(errors, list) else ())
            if isinstance(each, dict)
        )
        self.retry_after = retry_after
        super().__init__(f"{self.status} {self.title}: {self.detail}")
