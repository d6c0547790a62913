"""Reloads, dead workers, a full disk and the end: nothing that was acknowledged is lost."""

import http.client
import os
import resource
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import quote

import pytest

NAMES = ["Aurèle", "Bérénice", "Clothilde", "Dorothée", "Edmée", "Fulbert", "Gaëtan", "Honorine"]


def article(number: int) -> dict[str, Any]:
    """An article that no other is like, with characters of two and four bytes."""
    name = f"{NAMES[number % len(NAMES)]} Kermadec-{number}"
    text = f"🚲 L’étape n° {number} du Tour du Ponant a été gagnée par {name}."
    return {"id": f"étapes/{number}", "text": f"{text}\r\nLe départ était à Étel."}


def question(number: int) -> str:
    return f"Qui a gagné l’étape n° {number} du Tour du Ponant ?"


@dataclass
class Load:
    """Clients that ask and store until they are told to stop, or have done enough."""

    server: Any
    clients: int = 4
    most: int = 300
    first: int = 0
    stored: dict[str, str] = field(default_factory=dict)
    replies: list[Any] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    broken: list[Exception] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._numbers = count(self.first)
        self._enough = threading.Event()

    def stop(self) -> None:
        self._enough.set()

    def run(self) -> None:
        with ThreadPoolExecutor(self.clients) as pool:
            for done in [pool.submit(self._client, at % 2 == 0) for at in range(self.clients)]:
                done.result()

    def _client(self, stores: bool) -> None:
        for _ in range(self.most):
            if self._enough.is_set():
                return
            try:
                self._store() if stores else self._ask()
            except (ConnectionError, http.client.HTTPException) as error:
                self.broken.append(error)
            # A breath for the workers that are starting, on few cores.
            time.sleep(0.02)

    def _store(self) -> None:
        sent = article(next(self._numbers))
        response = self.server.request("POST", "/v1/articles", sent)
        self.statuses.append(response.status)
        if response.status == 201:
            self.stored[sent["id"]] = sent["text"]

    def _ask(self) -> None:
        about = max(self.first, self.first + len(self.stored) - 1)
        body = {"question": question(about), "threshold": 0}
        response = self.server.request("POST", "/v1/ask", body)
        self.statuses.append(response.status)
        if response.status == 200:
            self.replies.append(response.json)

    def check(self) -> None:
        """Everything acknowledged is there, and everything cited is what it says."""
        for article_id, text in self.stored.items():
            found = self.server.request("GET", f"/v1/articles/{quote(article_id)}")
            assert (found.status, found.json["text"]) == (200, text)
        check_citations(self.replies)


def check_citations(replies: list[Any]) -> None:
    for reply in replies:
        for answer in reply["answers"]:
            for place in answer["citations"]:
                number = int(place["article_id"].partition("/")[2])
                text = article(number)["text"]
                assert text[place["start"] : place["end"]] == answer["text"]
                assert text[place["quote_start"] : place["quote_end"]] == place["quote"]


@contextmanager
def running(load: Load):
    """``load`` in the background; at the end it stops and all its errors come out."""
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(load.run)
        try:
            yield
        finally:
            load.stop()
            done.result()


@pytest.fixture(scope="module")
def sturdy(start_server: Callable[..., Any]) -> Any:
    started = start_server("sturdy", CITEQA_MODEL_THREADS="1", CITEQA_DRAIN_SECONDS="1.5")
    started.wait_until_ready()
    assert started.request("POST", "/v1/articles", article(0)).status == 201
    return started


def test_a_reload_under_load_loses_no_request(sturdy, patiently):
    before = sturdy.workers()
    load = Load(sturdy, first=1000)

    with running(load):
        patiently(lambda: len(load.statuses) > 8)
        sturdy.signal(signal.SIGHUP)
        # A reload is tried first, and the old workers stay until the new ones have loaded.
        patiently(lambda: not sturdy.workers() & before, 90)
        patiently(lambda: len(sturdy.loaded_workers()) == 2)
        answered = len(load.statuses)
        patiently(lambda: len(load.statuses) > answered + 8)

    assert load.broken == []
    assert set(load.statuses) == {200, 201}
    load.check()


def test_a_killed_worker_is_replaced_and_takes_only_its_own_requests_along(sturdy, patiently):
    before = sturdy.workers()
    victim = min(before)
    load = Load(sturdy, first=2000)

    with running(load):
        patiently(lambda: len(load.statuses) > 12)
        os.kill(victim, signal.SIGKILL)
        patiently(lambda: victim not in sturdy.workers() and len(sturdy.loaded_workers()) == 2)
        answered = len(load.statuses)
        patiently(lambda: len(load.statuses) > answered + 8)

    assert set(load.statuses) == {200, 201}
    # Each client had at most one request in the worker that died.
    assert len(load.broken) <= load.clients
    assert len(load.stored) > 4
    load.check()
    assert sturdy.citeqa("doctor").returncode == 0


def test_a_full_disk_is_a_503_and_harms_nothing(sturdy):
    # Large in the store and quick to read: what is free has no passages.
    text = "Partager cet article\n" * 40_000
    large = {"articles": [{"id": f"large{n}", "text": text, "title": "T"} for n in range(4)]}
    for pid in sturdy.workers():
        _limit_files(pid, 2_000_000)
    try:
        refused = sturdy.request("POST", "/v1/articles", large)
        reply = sturdy.ask(question(0), threshold=0)
        ready = sturdy.request("GET", "/readyz")
    finally:
        for pid in sturdy.workers():
            _limit_files(pid, resource.RLIM_INFINITY)

    assert (refused.status, refused.json["type"]) == (503, "/problems/store-unavailable")
    assert refused.type == "application/problem+json"
    assert str(sturdy.data) not in refused.body.decode()
    assert reply["answers"]
    check_citations([reply])
    assert ready.status == 200
    assert sturdy.request("GET", "/v1/articles/large0").status == 404
    assert sturdy.request("POST", "/v1/articles", article(1)).status == 201


@pytest.mark.parametrize("half", [b"GET /livez HT", b"GET /livez HTTP/1.1\r\nHost: a\r\nX-Long: "])
def test_clients_that_stop_sending_do_not_stop_the_service(sturdy, half):
    stalled = [socket.create_connection(("127.0.0.1", sturdy.port)) for _ in range(8)]
    try:
        for each in stalled:
            each.sendall(half)
        assert sturdy.request("GET", "/livez").status == 200
    finally:
        for each in stalled:
            each.close()


def _limit_files(pid: int, size: int) -> None:
    """Let a process write no file beyond ``size``, as if the disk had no more."""
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


def test_stopping_answers_what_was_asked_before(sturdy, patiently):
    """The last test of this server."""
    workers = sturdy.workers()
    articles = [article(number) for number in range(3000, 3030)]
    with ThreadPoolExecutor(5) as pool:
        storing = pool.submit(sturdy.request, "POST", "/v1/articles", {"articles": articles})
        asking = [
            pool.submit(sturdy.request, "POST", "/v1/ask", {"question": question(0), "top_k": 1})
            for _ in range(4)
        ]
        # Long enough to be sent, and too short for all to be answered.
        time.sleep(0.15)
        sturdy.signal(signal.SIGTERM)
        patiently(lambda: sturdy.request("GET", "/readyz").status == 503)
        # Nobody is to be sent here any more, and who comes all the same is answered.
        assert sturdy.request("GET", "/readyz").json["type"] == "/problems/not-ready"
        assert sturdy.request("GET", "/livez").status == 200
        status = sturdy.stop()

        assert storing.result().status == 201
        assert [done.result().status for done in asking] == [200] * 4
    assert status == 0
    assert not any(_alive(pid) for pid in workers)
    assert list(sturdy.tmp.iterdir()) == []
    listed = sturdy.citeqa("articles", "list", "--after", "étapes/2999")
    assert listed.stdout.count("étapes/30") == 30


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_data_directory_that_cannot_be_made_ends_the_start(server, tmp_path):
    (tmp_path / "file").write_text("no folder")
    environment = server.environment | {"CITEQA_DATA_DIR": str(tmp_path / "file" / "data")}
    command = [server.process.args[0], "serve", "--bind", "127.0.0.1:0"]

    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode != 0
    assert str(tmp_path / "file" / "data") in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
