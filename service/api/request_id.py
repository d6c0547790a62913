"""The id that ties a response to its line in the log."""

import re
from typing import cast
from uuid import uuid4

from flask import g, request

HEADER = "X-Request-ID"
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,128}")


def request_id() -> str:
    """The client's ``X-Request-ID`` where that is harmless, otherwise a new UUID."""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _ACCEPTED.fullmatch(given) else str(uuid4())
    return cast(str, g.request_id)
