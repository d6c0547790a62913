"""HTTP: connections that are used again, and requests that are tried again."""

import json
import random
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from service.client.errors import UnexpectedResponse, Unreachable
from service.client.problems import problem_of

_TOO_BUSY = (429, 503)
#: The same request would take as long again.
_IN_VAIN = "/problems/deadline-exceeded"
_FIRST_WAIT = 0.5


class Transport:
    """Requests to one service. Threads can share it: each request has a connection to itself.

    A request that gets 429 or 503, which is to say that nothing was done, is sent again up to
    ``retries`` times, after the seconds of ``Retry-After`` or, without it, 0.5, 1, 2, … with
    some randomness. If that is longer than ``longest_wait``, it is not.
    """

    def __init__(
        self,
        url: str,
        headers: Mapping[str, str],
        timeout: float,
        retries: int,
        longest_wait: float,
    ) -> None:
        """:raises ValueError: when ``url`` is no address of a service."""
        parts = urlsplit(url)
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.query
            or parts.username
        ):
            raise ValueError(f"{url!r} is not like http://127.0.0.1:8000 or https://host/path")
        self._kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._host, self._port = parts.hostname, parts.port
        self._prefix = parts.path.rstrip("/")
        self._headers = dict(headers)
        self._timeout = timeout
        self._retries = retries
        self._longest_wait = longest_wait
        self._idle: deque[HTTPConnection] = deque()

    def close(self) -> None:
        """Close the idle connections."""
        while idle := self._taken():
            idle.close()

    def _taken(self) -> HTTPConnection | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def call(self, method: str, path: str, value: Any = None, *, patient: bool = True) -> Any:
        """The JSON of the response, ``None`` where it has no body; without ``patient`` the
        request is sent once.

        :raises ClientError: when there is none.
        """
        with self.streaming(method, path, value, patient=patient) as response:
            return parsed(_whole(response))

    @contextmanager
    def streaming(
        self,
        method: str,
        path: str,
        value: Any = None,
        *,
        accept: str = "application/json",
        patient: bool = True,
    ) -> Iterator[HTTPResponse]:
        """A successful response to be read; leaving the block early ends the connection.

        :raises ClientError: when there is none.
        """
        connection, response = self._patiently(method, path, value, accept, patient)
        try:
            yield response
        finally:
            if response.isclosed():
                self._idle.append(connection)
            else:
                response.close()
                connection.close()

    def _patiently(
        self, method: str, path: str, value: Any, accept: str, patient: bool
    ) -> tuple[HTTPConnection, HTTPResponse]:
        for attempt in range((self._retries if patient else 0) + 1):
            connection, response = self._send(method, path, value, accept)
            if 200 <= response.status < 300:
                return connection, response
            problem = problem_of(response, _whole(response))
            self._idle.append(connection)
            wait = _FIRST_WAIT * 2**attempt * (0.5 + random.random() / 2)
            wait = wait if problem.retry_after is None else problem.retry_after
            again = problem.status in _TOO_BUSY and problem.type != _IN_VAIN
            if not again or wait > self._longest_wait or not patient or attempt == self._retries:
                raise problem
            time.sleep(wait)
        raise AssertionError("unreachable")

    def _send(
        self, method: str, path: str, value: Any, accept: str
    ) -> tuple[HTTPConnection, HTTPResponse]:
        body = None if value is None else json.dumps(value).encode()
        headers = self._headers | {"Accept": accept}
        if body is not None:
            headers["Content-Type"] = "application/json"
        # The service may have closed an idle connection. What did not reach it is sent again
        # on a new one; but nobody could tell whether a deletion did.
        idle = self._taken() if method != "DELETE" else None
        for connection in (idle, self._kind(self._host, self._port, timeout=self._timeout)):
            if connection is None:
                continue
            try:
                connection.request(method, self._prefix + path, body, headers)
                return connection, connection.getresponse()
            except (OSError, HTTPException) as error:
                connection.close()
                if connection is not idle or not isinstance(error, ConnectionError):
                    raise Unreachable(f"{self._host}: {error!r}") from error
        raise AssertionError("unreachable")


def parsed(body: bytes) -> Any:
    """The JSON of ``body``.

    :raises UnexpectedResponse: when it is none.
    """
    try:
        return json.loads(body) if body else None
    except ValueError as error:
        raise UnexpectedResponse(f"This is no JSON: {body[:100]!r}.") from error


def _whole(response: HTTPResponse) -> bytes:
    try:
        return response.read()
    except (OSError, HTTPException) as error:
        response.close()
        raise Unreachable(f"The response was cut off: {error!r}.") from error
