"""Clients that each write articles of their own, and look at everybody's."""

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any, Protocol
from urllib.parse import quote

from benchmarks.history import seeing
from benchmarks.history.articles import body_of, town
from benchmarks.history.events import Change, History, View

#: The status of a change, by its method and by whether the article is there.
_EXPECTED = {
    ("PUT", False): 201,
    ("PUT", True): 200,
    ("DELETE", False): 404,
    ("DELETE", True): 204,
}


class Service(Protocol):
    """Sends one request over a connection of its own, so that any worker may take it."""

    def request(self, method: str, path: str, value: Any = None) -> Any: ...


class Client:
    """``ids`` are its own articles, ``all_ids`` everybody's."""

    def __init__(
        self, service: Service, ids: Sequence[str], all_ids: Sequence[str], seed: int
    ) -> None:
        self._service = service
        self._ids = ids
        self._all = all_ids
        self._chance = random.Random(seed)
        self._editions = count(1)
        #: Its own articles that are there, as far as it was told; no other client changes them.
        self._there: set[str] = set()
        self.history = History([], [], [])

    def act(self) -> None:
        """One request."""
        kinds = [self._change] * 4 + [self._delete] + [self._get] * 3
        self._chance.choice([*kinds, self._list, self._search, self._search, self._ask])()

    def _change(self) -> None:
        name, number = self._chance.choice(self._ids), next(self._editions)
        self._write(name, number, "PUT", body_of(name, number))

    def _delete(self) -> None:
        self._write(self._chance.choice(self._ids), None, "DELETE")

    def _write(self, name: str, number: int | None, method: str, body: Any = None) -> None:
        begin = time.monotonic()
        status = self._service.request(method, f"/v1/articles/{quote(name)}", body).status
        end = time.monotonic() if status in (200, 201, 204, 404) else None
        self.history.changes.append(Change(name, number, begin, end))
        expected = _EXPECTED[method, name in self._there]
        if status != expected:
            problem = f"{method} of {name} was answered with {status}, not {expected}"
            self.history.broken.append(problem)
        (self._there.discard if number is None else self._there.add)(name)

    def _get(self) -> None:
        name = self._chance.choice(self._all)
        self._look(
            f"GET {name}",
            ("GET", f"/v1/articles/{quote(name)}"),
            lambda reply: {name: None} if reply.status == 404 else seeing.shown(reply.json),
        )

    def _list(self) -> None:
        request = ("GET", "/v1/articles?limit=500")
        self._look("list", request, lambda reply: seeing.listed(reply.json, self._all))

    def _search(self) -> None:
        query = {"query": f"port de {town(self._chance.choice(self._all))}", "top_k": 100}
        request = ("POST", "/v1/search", query)
        self._look("search", request, lambda reply: seeing.found(reply.json, self._all))

    def _ask(self) -> None:
        place = town(self._chance.choice(self._all))
        question = {"question": f"Combien de caisses a vendu {place} ?", "threshold": 0}
        self._look("ask", ("POST", "/v1/ask", question), lambda reply: seeing.cited(reply.json))

    def _look(self, what: str, request: Any, see: Callable[[Any], seeing.Seen]) -> None:
        begin = time.monotonic()
        reply = self._service.request(*request)
        end = time.monotonic()
        try:
            self.history.views.append(View(f"{what} at {begin:.3f}", begin, end, see(reply)))
        except (seeing.Broken, KeyError, TypeError) as error:
            self.history.broken.append(f"{what} at {begin:.3f}: {type(error).__name__} {error}")


def record(service: Service, clients: int, seconds: float, seed: int) -> History:
    """What ``clients`` at once do and see in so many seconds."""
    owned = [[f"port/{client * 4 + number}" for number in range(4)] for client in range(clients)]
    everybody = [name for ids in owned for name in ids]
    all_ = [Client(service, ids, everybody, seed * 1000 + at) for at, ids in enumerate(owned)]
    until = time.monotonic() + seconds

    def work(client: Client) -> None:
        while time.monotonic() < until:
            client.act()

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(work, all_))
    parts = [client.history for client in all_]
    return History(
        [change for part in parts for change in part.changes],
        [view for part in parts for view in part.views],
        [problem for part in parts for problem in part.broken],
    )
