"""What every response tells browsers not to do."""

from flask import Response

#: For responses that are no page. A page brings a policy of its own.
_NOTHING = "default-src 'none'; frame-ancestors 'none'"


def add_security_headers(response: Response) -> None:
    """No guessing of types, no page made of data, and no address told to other sites."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Content-Security-Policy", _NOTHING)
