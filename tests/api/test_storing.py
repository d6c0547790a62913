"""The line that requests with articles wait in."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

ARTICLE = {"id": "a", "text": "Le pont est ouvert."}


@pytest.fixture
def slow(engine):
    """Storing waits until it is told to go on, and tells of progress."""
    add, engine.go_on, engine.begun = engine.add, threading.Event(), threading.Semaphore(0)

    def waiting(articles, *, seconds, progress):
        progress()
        engine.begun.release()
        engine.go_on.wait(10)
        return add(articles, seconds=seconds)

    engine.add = waiting
    yield engine
    engine.go_on.set()


@pytest.fixture
def pool(slow):
    with ThreadPoolExecutor(4) as threads:
        yield threads
        slow.go_on.set()


def test_when_the_line_is_full_more_are_refused_at_once(slow, make_client, options, pool):
    client = make_client(replace(options, waiting_articles=0))
    first = pool.submit(client.post, "/v1/articles", json=ARTICLE)
    assert slow.begun.acquire(timeout=10)

    refused = client.post("/v1/articles", json=ARTICLE | {"id": "b"})
    put = client.put("/v1/articles/b", json=ARTICLE | {"id": "b"})
    others = [client.get(path).status_code for path in ("/readyz", "/v1/ask?q=pont", "/metrics")]
    slow.go_on.set()

    for each in (refused, put):
        assert (each.status_code, each.json["type"]) == (503, "/problems/store-busy")
        assert 1 <= int(each.headers["Retry-After"]) <= 60
    assert others == [200, 200, 200]
    assert first.result(10).status_code == 201
    assert client.put("/v1/articles/b", json=ARTICLE | {"id": "b"}).status_code == 201


def test_the_time_to_store_includes_the_waiting(slow, make_client, options, pool):
    client = make_client(replace(options, ingest_seconds=0.05))
    first = pool.submit(client.post, "/v1/articles", json=ARTICLE)
    assert slow.begun.acquire(timeout=10)

    late = client.post("/v1/articles", json=ARTICLE | {"id": "b"})
    slow.go_on.set()

    assert (late.status_code, late.json["type"]) == (503, "/problems/deadline-exceeded")
    assert first.result(10).status_code == 201
    assert list(slow.stored) == ["a"]


def test_the_worker_is_told_of_progress(slow, client):
    told = []
    slow.go_on.set()
    environ = {"citeqa.progress": lambda: told.append(1)}
    assert client.post("/v1/articles", json=ARTICLE, environ_overrides=environ).status_code == 201
    assert len(told) == 2  # when its turn came, and from the engine
