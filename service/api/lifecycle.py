"""What happens before and after every request."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any, cast

from flask import Flask, Response, g, request

from service.api.context import services
from service.api.request_id import HEADER, request_id
from service.api.security_headers import add_security_headers
from service.api.strict_request import StrictRequest
from service.api.tracing import described

#: Other methods are counted together, as clients can make up any number of them.
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


def register(app: Flask) -> None:
    """Have ``app`` check, count and log its requests."""
    app.before_request(_start)
    app.after_request(_finish)


def note(**facts: Any) -> None:
    """Add ``facts`` to the current request's line in the log."""
    g.setdefault("facts", {}).update(facts)


@contextmanager
def noted_apart() -> Iterator[dict[str, Any]]:
    """What is noted in the block comes into this mapping, and not into the request's line."""
    before = g.get("facts", {})
    apart: dict[str, Any] = {}
    g.facts = apart
    try:
        yield apart
    finally:
        g.facts = before


def _start() -> None:
    g.started = perf_counter()
    strict = cast(StrictRequest, request)
    strict.require_sound_address()
    if request.url_rule is not None:
        strict.require_single_parameters()


def _finish(response: Response) -> Response:
    tell = _teller(response.status_code)
    if response.is_streamed and not response.direct_passthrough:
        response.call_on_close(tell)  # the work is done while it is sent
    else:
        tell()
    response.headers[HEADER] = request_id()
    add_security_headers(response)
    return response


def _teller(status: int) -> Callable[[], None]:
    """Counts and logs the current request when it is called, outside of the request too."""
    context, id_, started = services(), request_id(), g.started
    route = request.url_rule.rule if request.url_rule else "unmatched"
    method = request.method if request.method in _METHODS else "OTHER"
    note(**described(method, route))
    facts = g.facts

    def tell() -> None:
        seconds = perf_counter() - started
        context.metrics.count_request(method, route, status, seconds)
        ms = round(seconds * 1000, 1)
        context.logger.info(
            "request", request_id=id_, method=method, route=route, status=status, ms=ms, **facts
        )

    return tell
