"""Workers that are replaced, recycled, stopped or stuck, under the real gunicorn, with the
service's own worker and configuration, around an application that is quick to load."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ports import free_port

CONFIG = Path(__file__).parents[2] / "config" / "gunicorn.conf.py"
#: It says who answered, and whether it knows of its end. /slow takes as long as a question.
APPLICATION = """
import json, os, time

def app(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/hang":
        time.sleep(3600)
    if path == "/refused":
        environ["citeqa.close"]()
    if path == "/nap":
        time.sleep(6.2)
    if path == "/busy":
        for _ in range(80):
            time.sleep(0.1)
            environ["citeqa.progress"]()
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    time.sleep(0.3 if path == "/slow" else 0.005)
    body = {"pid": os.getpid(), "stopping": environ["citeqa.stopping"]()}
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(body).encode()]
"""


APP = "application:app"


class Served:
    """The application on a free port."""

    def __init__(self, folder, *options, **environment):
        (folder / "application.py").write_text(APPLICATION)
        self.port = free_port()
        self._log = folder / "log"
        command = [Path(sys.executable).with_name("gunicorn"), "--config", CONFIG]
        places = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.environ["PATH"]}
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [*command, "--keep-alive=1", f"--bind=127.0.0.1:{self.port}", *options, APP],
                cwd=folder,
                env=places | environment,
                stdout=log,
                stderr=log,
            )

    @property
    def log(self):
        return self._log.read_text()

    def get(self, path="/", **options):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path, **options)
            return json.load(connection.getresponse())
        finally:
            connection.close()

    def workers(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return set(map(int, children.read_text().split()))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@pytest.fixture
def serve(tmp_path, patiently):
    started = []

    def start(*options, workers=2, **environment):
        if workers != 2:
            environment["CITEQA_WORKERS"] = str(workers)
        served = Served(tmp_path, *options, **environment)
        started.append(served)
        patiently(lambda: _answers(served))
        # Each has loaded what it will serve with, and has answered.
        answered = set()
        patiently(lambda: len(answered.add(served.get()["pid"]) or answered) == workers)
        return served

    yield start
    for served in started:
        served.process.kill()  # the workers see that they are alone, and end
        served.process.wait()


def _answers(served):
    try:
        return bool(served.get())
    except (OSError, http.client.HTTPException):
        return False


class Clients:
    """Four that ask all the time: two over connections that they use again, as long as the
    server does not say otherwise, and two over new ones."""

    def __init__(self, port):
        self._port = port
        self._enough = threading.Event()
        self.replies, self.broken, self.reused = [], [], 0

    @contextmanager
    def asking(self):
        with ThreadPoolExecutor(4) as pool:
            done = [pool.submit(self._ask, kept) for kept in (True, True, False, False)]
            try:
                yield self
            finally:
                self._enough.set()
                for each in done:
                    each.result()

    def _ask(self, kept):
        connection, used = None, 0.0
        while not self._enough.is_set():
            time.sleep(0.2 if kept and len(self.replies) % 20 == 0 else 0.005)
            if time.monotonic() - used > 0.4:  # the server keeps it for a second
                connection = None
            try:
                if connection is None:
                    connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
                else:
                    self.reused += 1
                connection.request("POST", "/", body=b"x" * 100)
                response = connection.getresponse()
                self.replies.append(json.load(response))
                used = time.monotonic()
                if response.will_close or not kept:
                    connection.close()
                    connection = None
            except (OSError, http.client.HTTPException) as error:
                self.broken.append(error)
                connection = None


def test_three_reloads_under_load_lose_no_request_and_readiness_stays(serve, patiently):
    served = serve()
    with Clients(served.port).asking() as clients:
        for _ in range(3):
            reloaded(served, clients, patiently)

    assert clients.broken == []
    assert len({reply["pid"] for reply in clients.replies}) == 8
    assert not any(reply["stopping"] for reply in clients.replies)
    assert clients.reused > 20
    assert "Traceback" not in served.log


def reloaded(served, clients, patiently):
    before = served.workers()
    served.process.send_signal(signal.SIGHUP)
    patiently(lambda: not served.workers() & before)
    enough = len(clients.replies) + 20
    patiently(lambda: len(clients.replies) > enough)


def test_recycled_workers_lose_no_request_and_take_turns(serve, patiently):
    served = serve("--max-requests=40", "--max-requests-jitter=5")
    most = 0
    with Clients(served.port).asking() as clients:
        patiently(lambda: len({reply["pid"] for reply in clients.replies}) >= 5)
        most = len(served.workers())

    assert clients.broken == []
    assert most <= 2
    assert not any(reply["stopping"] for reply in clients.replies)


def test_settings_that_are_wrong_are_not_reloaded_and_right_ones_are(serve, patiently, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("stuck_seconds = 100")
    served = serve(CITEQA_CONFIG=str(own))
    before = served.workers()

    own.write_text('stuck_seconds = "long"')
    served.process.send_signal(signal.SIGHUP)
    patiently(lambda: "NOT RELOADED" in served.log)
    assert "Error: stuck_seconds (CITEQA_STUCK_SECONDS): " in served.log
    assert (served.workers(), served.get()["pid"] in before) == (before, True)

    own.write_text("workers = 1")
    served.process.send_signal(signal.SIGHUP)
    patiently(lambda: not served.workers() & before)
    assert len(served.workers()) == 1


def test_a_new_worker_that_dies_in_a_reload_is_replaced_and_one_worker_less_is_no_end(
    serve, patiently
):
    served = serve("--graceful-timeout=3")
    before = served.workers()
    served.process.send_signal(signal.SIGHUP)
    patiently(lambda: len(served.workers() - before) == 2)
    os.kill(min(served.workers() - before), signal.SIGKILL)
    patiently(lambda: not served.workers() & before and len(served.workers()) == 2)

    with Clients(served.port).asking() as clients:
        served.process.send_signal(signal.SIGTTOU)
        patiently(lambda: len(served.workers()) == 1)

    assert clients.broken == []
    assert not any(reply["stopping"] for reply in clients.replies)


def test_the_end_is_told_before_it_comes_and_what_has_begun_is_finished(serve, patiently):
    served = serve(CITEQA_DRAIN_SECONDS="1.5")
    with ThreadPoolExecutor(1) as pool, Clients(served.port).asking() as clients:
        patiently(lambda: len(clients.replies) > 20)
        served.process.send_signal(signal.SIGTERM)
        patiently(lambda: served.get()["stopping"])
        # Still listening, and the last of these ends after that.
        last = pool.submit(served.get, "/slow")
        told = time.monotonic()
        while time.monotonic() < told + 0.8:
            assert served.get()["stopping"]
        assert last.result(10)["stopping"]
        clients._enough.set()
        assert served.process.wait(20) == 0

    assert clients.broken == []


def test_without_time_to_drain_what_was_sent_before_is_answered(serve):
    served = serve()
    with ThreadPoolExecutor(24) as pool:
        # Connected, and more of them than are accepted at once.
        sockets = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(24)]
        for each in sockets:
            each.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        served.process.send_signal(signal.SIGTERM)
        firsts = list(pool.map(lambda each: each.recv(100)[:12], sockets))

    assert firsts == [b"HTTP/1.1 200"] * 24
    assert served.process.wait(20) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", served.port))


def _dribbled(port):
    """The status line of a request whose body comes for longer than a request may be still."""
    with socket.create_connection(("127.0.0.1", port)) as slow:
        slow.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n")
        for _ in range(8):
            time.sleep(0.5)
            slow.sendall(b"x")
        return slow.recv(100)[:12]


def test_a_request_that_hangs_costs_its_worker_and_nobody_else(serve, patiently):
    served = serve("--timeout=3")
    before = served.workers()
    with ThreadPoolExecutor(3) as pool, Clients(served.port).asking() as clients:
        # All three are there for longer than the three seconds; two of them move.
        moving, slow = pool.submit(served.get, "/busy"), pool.submit(_dribbled, served.port)
        time.sleep(1.5)
        hanging = pool.submit(served.get, "/hang")
        patiently(lambda: len(served.workers() - before) == 1)
        enough = len(clients.replies) + 20
        patiently(lambda: len(clients.replies) > enough)
        with pytest.raises((OSError, http.client.HTTPException)):
            hanging.result(30)
        assert moving.result(30)["pid"]
        assert slow.result(30) == b"HTTP/1.1 200"

    assert clients.broken == []
    (victim,) = before - served.workers()
    assert re.findall(r"WORKER STUCK \(pid:(\d+)\)", served.log) == [str(victim)]


def test_a_request_that_moves_again_spares_its_worker(serve, patiently):
    served = serve("--timeout=3", workers=1)
    with ThreadPoolExecutor(2) as pool:
        # The nap ends after the worker was found to be stuck, and before it has nothing else to do.
        napping, other = (pool.submit(served.get, path) for path in ("/nap", "/busy"))
        patiently(lambda: "WORKER STUCK" in served.log)
        (worker,) = served.workers()
        assert napping.result(30)["pid"] == other.result(30)["pid"] == worker

    assert served.get()["pid"] == worker
    assert "WORKER NOT STUCK" in served.log


def test_a_worker_that_does_nothing_any_more_is_replaced(serve, patiently):
    served = serve("--timeout=3")
    victim = served.get()["pid"]
    os.kill(victim, signal.SIGSTOP)

    patiently(lambda: victim not in served.workers() and len(served.workers()) == 2)

    assert served.get()["pid"] != victim


def test_small_things(serve):
    served = serve("--threads=2", "--bind=unix:other", CITEQA_DRAIN_SECONDS="1.5")
    assert "drain_seconds is without effect at unix:other" in served.log
    # Those that send nothing take no threads.
    idle = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(50)]
    try:
        assert served.get()["pid"] in served.workers()
    finally:
        for each in idle:
            each.close()
    # A connection is closed, and says so, when the application wants that.
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    for path, closes in (("/", False), ("/refused", True)):
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        assert response.will_close is closes
    # Whatever still runs, INT is the end.
    with ThreadPoolExecutor(1) as pool:
        hanging = pool.submit(served.get, "/hang")
        time.sleep(0.5)
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(10) == 0
        with pytest.raises((OSError, http.client.HTTPException)):
            hanging.result(30)
