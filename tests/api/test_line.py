"""The line that questions wait in, and the time that a question has."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from queue import SimpleQueue

import pytest

from index.clock import Deadline
from index.errors import QuestionTimedOut
from service.api.line import Line
from service.api.problem import ProblemError
from service.api.problem_type import OVERLOADED, TIMED_OUT

NEVER = Deadline(None)


class Shown:
    """What is read and what waits, whenever that changes."""

    def __init__(self):
        self._changed = threading.Condition()
        self.now = (0, 0)

    def __call__(self, *now):
        with self._changed:
            self.now = now
            self._changed.notify_all()

    def wait_for(self, reading, waiting):
        with self._changed:
            assert self._changed.wait_for(lambda: self.now == (reading, waiting), 10)


@pytest.fixture
def shown():
    return Shown()


@pytest.fixture
def pool():
    with ThreadPoolExecutor(8) as threads:
        yield threads


def test_first_come_first_served_and_no_more_at_once_than_may_be(shown, pool):
    line, begun, most = Line(2, 4, shown), SimpleQueue(), []
    may_go = threading.Semaphore(0)

    def read(number):
        with line.turn(NEVER):
            most.append(shown.now[0])
            begun.put(number)
            may_go.acquire(timeout=10)

    done = []
    for number in range(6):
        done.append(pool.submit(read, number))
        shown.wait_for(min(number + 1, 2), max(0, number - 1))
    assert {begun.get(timeout=10), begun.get(timeout=10)} == {0, 1}
    with pytest.raises(ProblemError) as refused, line.turn(NEVER):
        pass
    assert refused.value.type is OVERLOADED
    for number in range(2, 6):
        may_go.release()  # one of the two goes
        assert begun.get(timeout=10) == number
    may_go.release(2)
    for each in done:
        each.result(10)

    assert max(most) == 2
    assert shown.now == (0, 0)


def test_who_gives_up_frees_the_place(shown):
    line = Line(1, 1, shown)
    with line.turn(NEVER):
        for _ in range(3):
            with pytest.raises(ProblemError) as late, line.turn(Deadline(0.001)):
                pass
            assert late.value.type is TIMED_OUT
            assert shown.now == (1, 0)
    with line.turn(Deadline(0.0)) as waited:
        assert shown.now == (1, 0)
    assert waited < 10
    assert shown.now == (0, 0)


def test_a_question_that_fails_makes_room(shown):
    line = Line(1, 0, shown)
    with pytest.raises(ZeroDivisionError), line.turn(NEVER):
        _ = 1 / 0
    assert shown.now == (0, 0)
    with line.turn(NEVER):
        assert shown.now == (1, 0)


@pytest.mark.parametrize(("at_once", "waiting", "least", "most"), [(1, 0, 1, 1), (1, 7, 2, 60)])
def test_retry_after_grows_with_the_line(shown, pool, at_once, waiting, least, most):
    line, may_go = Line(at_once, waiting, shown), threading.Event()

    def read():
        with line.turn(NEVER):
            may_go.wait(10)

    for number in range(at_once + waiting):
        pool.submit(read)
        shown.wait_for(min(number + 1, at_once), max(0, number + 1 - at_once))
    assert least <= line.retry_after() <= most
    may_go.set()


@pytest.fixture
def slow(engine, bridge, shown):
    """The engine's questions wait until they are told to go on."""
    ask, go_on, begun = engine.ask, threading.Event(), threading.Semaphore(0)

    def waiting(*arguments, **named):
        begun.release()
        go_on.wait(10)
        return ask(*arguments, **named)

    engine.ask, engine.go_on, engine.begun = waiting, go_on, begun
    yield engine
    go_on.set()


def test_a_full_line_refuses_at_once_and_health_goes_on(slow, make_client, options, pool):
    client = make_client(replace(options, reading_at_once=1, waiting_questions=0))
    first = pool.submit(client.post, "/v1/ask", json={"question": "pont"})
    assert slow.begun.acquire(timeout=10)

    refused = client.post("/v1/ask", json={"question": "pont"})
    by_address = client.get("/v1/ask?q=pont")
    others = [client.get(path).status_code for path in ("/livez", "/readyz", "/v1/articles")]
    metrics = client.get("/metrics").text
    slow.go_on.set()

    assert (refused.status_code, refused.json["type"]) == (503, "/problems/overloaded")
    assert refused.content_type == "application/problem+json"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert by_address.status_code == 503
    assert others == [200, 200, 200]
    assert 'citeqa_refused_total{reason="full"} 2.0' in metrics
    assert "citeqa_queue_reading 1.0" in metrics
    assert first.result(10).status_code == 200
    assert client.post("/v1/ask", json={"question": "pont"}).status_code == 200
    metrics = client.get("/metrics").text
    assert "citeqa_queue_reading 0.0" in metrics
    assert "citeqa_queue_seconds_count 2.0" in metrics


def test_a_deadline_in_the_line_is_a_504(slow, make_client, options, pool):
    client = make_client(replace(options, reading_at_once=1, waiting_questions=3))
    first = pool.submit(client.post, "/v1/ask", json={"question": "pont"})
    assert slow.begun.acquire(timeout=10)

    late = client.post("/v1/ask", json={"question": "pont", "timeout_ms": 20})
    by_address = client.get("/v1/ask?q=pont&timeout_ms=20")
    slow.go_on.set()

    for each in (late, by_address):
        assert (each.status_code, each.json["type"]) == (504, "/problems/timed-out")
        assert int(each.headers["Retry-After"]) >= 1
    assert 'citeqa_refused_total{reason="deadline"} 2.0' in client.get("/metrics").text
    assert first.result(10).status_code == 200


def test_the_operators_limit_and_the_clients_reach_the_engine(engine, make_client, options):
    client = make_client(replace(options, ask_seconds=5.0))
    seen, ask = [], engine.ask

    def noted(*arguments, seconds, **named):
        seen.append(seconds)
        return ask(*arguments, **named)

    engine.ask = noted
    for asked in ({}, {"timeout_ms": 2000}, {"timeout_ms": 600_000}):
        assert client.post("/v1/ask", json={"question": "pont"} | asked).status_code == 200
    assert 2 < seen[0] <= 5 and 0 < seen[1] <= 2 and 2 < seen[2] <= 5


def test_what_an_engine_could_not_begin_in_time_is_a_504(engine, client):
    engine.failure = QuestionTimedOut()
    response = client.post("/v1/ask", json={"question": "pont"})
    engine.failure = None
    assert (response.status_code, response.json["type"]) == (504, "/problems/timed-out")
    assert 'citeqa_refused_total{reason="deadline"} 1.0' in client.get("/metrics").text


def test_a_partial_reply_says_so(engine, client, bridge):
    ask = engine.ask
    assert client.post("/v1/ask", json={"question": "pont"}).json["partial"] is False
    engine.ask = lambda *arguments, **named: replace(ask(*arguments, **named), partial=True)
    assert client.post("/v1/ask", json={"question": "pont"}).json["partial"] is True


@pytest.mark.parametrize("value", [0, -1, 600_001, 1.5, "soon", True])
def test_timeouts_that_are_none(client, value):
    response = client.post("/v1/ask", json={"question": "pont", "timeout_ms": value})
    assert response.status_code == 422
    assert response.json["errors"][0]["field"] == "timeout_ms"


def test_a_question_that_waited_too_long_for_a_thread_is_refused(client, bridge):
    environ = {"citeqa.waited": 3.0}
    late = client.post("/v1/ask", json={"question": "pont"}, environ_overrides=environ)
    assert (late.status_code, late.json["type"]) == (503, "/problems/overloaded")
    assert 'citeqa_refused_total{reason="late"} 1.0' in client.get("/metrics").text
    assert client.get("/livez", environ_overrides=environ).status_code == 200


def test_readiness_is_false_before_the_end_and_questions_are_answered(client, bridge):
    environ = {"citeqa.stopping": True}
    ready = client.get("/readyz", environ_overrides=environ)
    assert (ready.status_code, ready.json["type"]) == (503, "/problems/not-ready")
    asked = client.post("/v1/ask", json={"question": "pont"}, environ_overrides=environ)
    assert asked.status_code == 200
    assert client.get("/livez", environ_overrides=environ).status_code == 200
