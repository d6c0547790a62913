"""Responses that tell of a problem."""

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPResponse

from service.client.errors import Problem

_MOST_SHOWN = 500


def problem_of(response: HTTPResponse, body: bytes) -> Problem:
    """The problem in ``response``, which may come from a proxy and be no problem document."""
    document = {
        "type": "about:blank",
        "title": response.reason,
        "status": response.status,
        "detail": body[:_MOST_SHOWN].decode(errors="replace"),
    }
    if response.headers.get_content_type() == "application/problem+json":
        try:
            told = json.loads(body)
        except ValueError:
            told = None
        document |= told if isinstance(told, dict) else {}
    document["status"] = response.status
    return Problem(document, _seconds(response.headers.get("Retry-After")))


def _seconds(told: str | None) -> float | None:
    """What ``Retry-After`` says, a number of seconds or a date."""
    if told is None:
        return None
    if told.isascii() and told.isdigit():
        return float(told)
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
