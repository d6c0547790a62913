"""Milvus goes away while it is asked, and comes back."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.errors import StoreUnavailable
from service.api.app import create_app
from service.api.options import ApiOptions

QUESTION = {"question": "Combien de tilleuls le maire a-t-il plantés ?"}
#: What a call may take here, and what an answer may take beyond that.
SECONDS, MORE = 3.0, 6.0


def client(desk: Any) -> Any:
    options = ApiOptions(
        max_request_bytes=1 << 20,
        max_articles_per_request=10,
        max_article_chars=1 << 20,
        ingest_seconds=60.0,
        log_text=False,
    )
    return create_app(desk.engine, options).test_client()


def test_killed_while_asked_and_back(
    server: Any, server_stores: Any, new_desk: Any, tmp_path: Path
) -> None:
    desk = new_desk(tmp_path, server_stores)
    web = client(desk)
    text = "Le maire a planté 12 tilleuls."
    acknowledged: list[str] = []
    for number in range(3):
        article = {"id": f"n{number}", "text": text}
        assert web.post("/v1/articles", json=article).status_code == 201
        acknowledged.append(article["id"])
    assert web.post("/v1/ask", json=QUESTION).json["answered"]

    desk.articles.cluster.collections.connection.seconds = SECONDS
    desk.reader.before = server.kill  # between finding the passages and citing them
    begun = time.monotonic()
    reply = web.post("/v1/ask", json=QUESTION)
    assert (reply.status_code, reply.mimetype) == (503, "application/problem+json")
    assert "Retry-After" in reply.headers
    assert time.monotonic() - begun < SECONDS + MORE
    desk.reader.before = lambda: None
    for call in (
        lambda: web.post("/v1/ask", json=QUESTION),
        lambda: web.post("/v1/articles", json={"id": "x", "text": text}),
        lambda: web.get("/readyz"),
    ):
        begun = time.monotonic()
        assert call().status_code == 503
        assert time.monotonic() - begun < SECONDS + MORE
    assert desk.engine.readiness()["store"] == "unavailable"

    server.start()
    begun = time.monotonic()
    while web.get("/readyz").status_code != 200:
        assert time.monotonic() - begun < 90
        time.sleep(0.2)
    desk.articles.cluster.collections.connection.seconds = 30.0
    assert web.post("/v1/ask", json=QUESTION).json["answered"]
    assert list(desk.articles.ids()) == acknowledged
    assert [desk.engine.article(each).article.text for each in acknowledged] == [text] * 3
    assert web.post("/v1/articles", json={"id": "x", "text": text}).status_code == 201


def test_silent_while_asked_and_back(
    server: Any, server_stores: Any, new_desk: Any, tmp_path: Path
) -> None:
    """The connection stands and nobody answers: gRPC's own error, not pymilvus'."""
    desk = new_desk(tmp_path, server_stores)
    web = client(desk)
    assert web.get("/readyz").status_code == 200
    desk.articles.cluster.collections.connection.seconds = 0.7
    with server.paused():
        begun = time.monotonic()
        for call in (lambda: web.post("/v1/ask", json=QUESTION), lambda: web.get("/readyz")):
            assert call().status_code == 503
        assert time.monotonic() - begun < MORE
    desk.articles.cluster.collections.connection.seconds = 30.0
    assert web.get("/readyz").status_code == 200


@pytest.fixture
def silent() -> Iterator[str]:
    """A machine that takes connections and never says anything."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_a_silent_machine_counts_as_away(silent: str, open_milvus: Any) -> None:
    articles, passages = open_milvus(silent, seconds=1.0)
    for call in (articles.state, passages.count_documents, lambda: articles.article("a")):
        begun = time.monotonic()
        with pytest.raises(StoreUnavailable):
            call()
        assert time.monotonic() - begun < 1.0 + MORE


def test_workers_start_without_milvus(new_desk: Any, tmp_path: Path, open_milvus: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        uri = f"http://127.0.0.1:{free.getsockname()[1]}"
    desk = new_desk(tmp_path, open_milvus(uri, seconds=1.0))
    assert desk.passages.warm_up() == 0
    desk.engine.readiness()  # has the reader loaded, which takes its own time
    waiting = [threading.Thread(target=desk.engine.readiness) for _ in range(8)]
    begun = time.monotonic()
    for thread in waiting:
        thread.start()
    for thread in waiting:
        thread.join()
    assert time.monotonic() - begun < 1.0 + MORE
    assert desk.engine.readiness()["store"] == "unavailable"
