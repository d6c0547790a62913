"""How often one caller may ask."""

import logging
from collections.abc import Mapping
from functools import partial
from time import time
from types import MappingProxyType
from typing import Any, NamedTuple

from flask import Flask, Response, request
from flask_limiter import Limiter, RateLimitExceeded

from service.api.admission import counted_as
from service.api.context import services
from service.api.problem import ProblemError, respond
from service.api.problem_type import TOO_MANY_REQUESTS
from service.api.scopes import required_by

#: Seconds that Redis may take; a request waits for it.
_PATIENCE = 1

#: Before the names of all counts.
KEY_PREFIX = "citeqa"


def register(app: Flask, limit: str, storage: str) -> None:
    """Have ``app`` count requests in ``storage`` and refuse those beyond ``limit``.

    Routes that are open are not counted. While Redis is away, each worker counts for
    itself, and nobody is kept out because of it.
    """
    limiter = Limiter(
        counted_as,
        application_limits=[limit],
        application_limits_exempt_when=lambda: required_by(request) is None,
        storage_uri=storage,
        storage_options=storage_options(storage),
        in_memory_fallback_enabled=True,
        key_prefix=KEY_PREFIX,
    )
    limiter.logger.addHandler(_OUR_LOG)
    limiter.logger.setLevel(logging.INFO)
    limiter.init_app(app)
    app.after_request(partial(_with_headers, limiter))
    app.register_error_handler(RateLimitExceeded, partial(_refused, limiter))


def storage_options(storage: str) -> dict[str, Any]:
    """What the library is to know besides the address of a storage."""
    if storage.startswith("memory:"):
        return {}
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    # What did not answer in time is not asked again while a request waits.
    retry = Retry(NoBackoff(), 0)
    return {"socket_timeout": _PATIENCE, "socket_connect_timeout": _PATIENCE, "retry": retry}


class _OurLog(logging.Handler):
    """Puts what the library has to say about its storage into the service's log."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno < logging.WARNING and "exceeded" in record.msg:
            return  # each refusal, with the address; the request's own line has its status
        services().logger.warning("rate_limits", reason=record.getMessage())


_OUR_LOG = _OurLog()


def _refused(limiter: Limiter, error: RateLimitExceeded) -> Response:
    window = _window(limiter)
    return respond(refusal(error.description, window.seconds if window else 1))


def refusal(
    limit: str, seconds: int, headers: Mapping[str, str] = MappingProxyType({})
) -> ProblemError:
    """What a caller is told who has reached ``limit``, and can come again in ``seconds``;
    ``headers`` are those that nothing else adds."""
    detail = f"More than {limit} were made; try again in {seconds} s."
    told = {"Retry-After": str(seconds), **headers}
    return ProblemError(TOO_MANY_REQUESTS, detail, headers=told)


def _with_headers(limiter: Limiter, response: Response) -> Response:
    """As in the IETF's draft; the library's own headers have a moment for the seconds."""
    if window := _window(limiter):
        response.headers.update(window.headers())
    return response


class Window(NamedTuple):
    """Of the limit that is nearest; ``seconds`` until it begins anew."""

    limit: int
    remaining: int
    seconds: int

    def headers(self) -> dict[str, str]:
        """As responses have it."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.seconds),
        }


def _window(limiter: Limiter) -> Window | None:
    """``None`` where the request is not counted, or Redis has gone since it was."""
    current = limiter.current_limit
    if current is None:
        return None
    try:
        seconds = max(1, current.reset_at - int(time()))
        return Window(current.limit.amount, current.remaining, seconds)
    except limiter.storage.base_exceptions:
        return None
