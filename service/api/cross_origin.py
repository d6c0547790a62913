"""Calls from the pages of other sites, by browsers."""

import re
from collections.abc import Sequence

from flask import Flask
from flask_cors import CORS

_READABLE = [
    "ETag",
    "Location",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "WWW-Authenticate",
    "X-Request-ID",
]


def register(app: Flask, origins: Sequence[str]) -> None:
    """Let pages of ``origins`` call ``app`` and read what it answers; ``*`` for all pages.
    Cookies are not asked for: the key, if any, is in a header."""
    CORS(
        app,
        # As text, the library takes what has brackets in it for a pattern.
        origins="*" if "*" in origins else [_exactly(origin) for origin in origins],
        allow_headers=["Authorization", "Content-Type", "If-None-Match", "X-Request-ID"],
        expose_headers=_READABLE,
        supports_credentials=False,
        send_wildcard="*" in origins,
        max_age=600,
    )


def _exactly(origin: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(origin)}\Z", re.IGNORECASE)
