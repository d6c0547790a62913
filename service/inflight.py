"""The requests that a worker is busy with, and since when each has not moved."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from service.environ import CLOSE, PROGRESS

StartResponse = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


class InFlight:
    """A WSGI application around ``application`` that keeps watch over its requests.

    A request moves when it gets a part of its body, gives a part of its response, or says so
    (``citeqa.progress``). While it waits for its client it cannot be stuck.
    """

    def __init__(self, application: Wsgi, told: Callable[[], Mapping[str, Any]]) -> None:
        """``told`` gives what each request's environment is to have besides."""
        self._application = application
        self._told = told
        self._lock = threading.Lock()
        self._moved: dict[int, float] = {}

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterator[bytes]:
        number = id(environ)
        environ[PROGRESS] = lambda: self._move(number)
        environ[CLOSE] = lambda: _close_after(start)
        environ.update(self._told())
        environ["wsgi.input"] = _Watched(environ["wsgi.input"], self, number)
        self._move(number)
        response: Iterable[bytes] = ()
        try:
            response = self._application(environ, start)
            for part in response:
                self.rest(number)
                yield part
                self._move(number)
        finally:
            if hasattr(response, "close"):
                response.close()
            self.rest(number)

    def stuck(self, seconds: float) -> int:
        """How many requests have not moved for longer than ``seconds``."""
        since = time.monotonic() - seconds
        with self._lock:
            return sum(moved < since for moved in self._moved.values())

    def _move(self, number: int) -> None:
        with self._lock:
            self._moved[number] = time.monotonic()

    def rest(self, number: int) -> None:
        """The request waits for its client, or has ended."""
        with self._lock:
            self._moved.pop(number, None)

    def waiting(self, number: int, call: Callable[..., bytes], *arguments: int) -> bytes:
        """``call``, which waits for the client of request ``number``."""
        self.rest(number)
        try:
            return call(*arguments)
        finally:
            self._move(number)


def _close_after(start: StartResponse) -> None:
    # Gunicorn leaves out an application's own "Connection: close".
    response: Any = getattr(start, "__self__", None)
    if response is not None and not response.headers_sent:
        response.force_close()


class _Watched:
    """A request's body."""

    def __init__(self, body: Any, inflight: InFlight, number: int) -> None:
        self._body, self._inflight, self._number = body, inflight, number

    def read(self, *size: int) -> bytes:
        return self._inflight.waiting(self._number, self._body.read, *size)

    def readline(self, *size: int) -> bytes:
        return self._inflight.waiting(self._number, self._body.readline, *size)

    def readlines(self, *hint: int) -> list[bytes]:
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")
