"""What happens before and after every request."""

from time import perf_counter
from typing import Any, cast

from flask import Flask, Response, g, request

from service.api.context import services
from service.api.request_id import HEADER, request_id
from service.api.security_headers import add_security_headers
from service.api.strict_request import StrictRequest

#: Other methods are counted together, as clients can make up any number of them.
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


def register(app: Flask) -> None:
    """Have ``app`` check, count and log its requests."""
    app.before_request(_start)
    app.after_request(_finish)


def note(**facts: Any) -> None:
    """Add ``facts`` to the current request's line in the log."""
    g.facts = g.get("facts", {}) | facts


def _start() -> None:
    g.started = perf_counter()
    strict = cast(StrictRequest, request)
    strict.require_sound_address()
    if request.url_rule is not None:
        strict.require_single_parameters()


def _finish(response: Response) -> Response:
    seconds = perf_counter() - g.started
    route = request.url_rule.rule if request.url_rule else "unmatched"
    method = request.method if request.method in _METHODS else "OTHER"
    services().metrics.count_request(method, route, response.status_code, seconds)
    services().logger.info(
        "request",
        request_id=request_id(),
        method=method,
        route=route,
        status=response.status_code,
        ms=round(seconds * 1000, 1),
        **g.get("facts", {}),
    )
    response.headers[HEADER] = request_id()
    add_security_headers(response)
    return response
