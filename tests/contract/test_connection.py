"""What is made of a Milvus that is there and does not do its work; it needs none."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from index.errors import StoreUnavailable

pytest.importorskip("pymilvus", reason="citeqa[milvus] is not installed")

import grpc
from pymilvus.client.connection_manager import ConnectionManager
from pymilvus.grpc_gen import common_pb2, milvus_pb2, milvus_pb2_grpc

#: What a call may take here, and what an answer may take beyond that.
SECONDS, MORE = 1.5, 4.0


class Milvus(milvus_pb2_grpc.MilvusServiceServicer):
    """It has no collections; ``before`` is called before it says so."""

    def __init__(self) -> None:
        self.calls = 0
        self.before: Callable[[grpc.ServicerContext], None] = lambda context: None

    def Connect(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return milvus_pb2.ConnectResponse(status=common_pb2.Status())

    def ShowCollections(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        self.calls += 1
        self.before(context)
        return milvus_pb2.ShowCollectionsResponse(status=common_pb2.Status())


@contextmanager
def serving(milvus: Milvus, address: str = "127.0.0.1:0") -> Iterator[str]:
    server = grpc.server(ThreadPoolExecutor(16))
    milvus_pb2_grpc.add_MilvusServiceServicer_to_server(milvus, server)
    port = server.add_insecure_port(address)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop(grace=None).wait()


@pytest.fixture
def milvus() -> Milvus:
    return Milvus()


@pytest.fixture
def asked(milvus: Milvus, open_milvus: Any) -> Iterator[Callable[[], Any]]:
    """A call that asks Milvus once."""
    with serving(milvus) as uri:
        _, passages = open_milvus(uri, seconds=SECONDS)
        assert passages.cluster.collections.of_passages() == []
        milvus.calls = 0
        yield passages.cluster.collections.of_passages


def test_a_hung_server_is_asked_once(milvus: Milvus, asked: Callable[[], Any]) -> None:
    done = threading.Event()
    milvus.before = lambda context: done.wait(5.0) and None
    begun = time.monotonic()
    with pytest.raises(StoreUnavailable, match="DEADLINE_EXCEEDED"):
        asked()
    assert SECONDS <= time.monotonic() - begun < SECONDS + MORE
    assert milvus.calls == 1
    done.set()
    milvus.before = lambda context: None
    assert asked() == []


@pytest.mark.parametrize("code", ["UNAUTHENTICATED", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED"])
def test_what_grpc_refuses(milvus: Milvus, asked: Callable[[], Any], code: str) -> None:
    milvus.before = lambda context: context.abort(grpc.StatusCode[code], "not for you")
    for _ in range(2):  # and it is no outage
        with pytest.raises(StoreUnavailable, match=f"{code}: not for you"):
            asked()
    assert milvus.calls == 2


def test_a_blink_is_not_noticed(milvus: Milvus, asked: Callable[[], Any]) -> None:
    def blink(context: grpc.ServicerContext) -> None:
        if milvus.calls < 3:
            context.abort(grpc.StatusCode.UNAVAILABLE, "another node takes over")

    milvus.before = blink
    assert asked() == []


def all_at_once(ask: Callable[[], Any], count: int) -> tuple[int, float]:
    """How many were told that Milvus is away, and how long the last one waited."""

    def refused(_: int) -> bool:
        try:
            ask()
        except StoreUnavailable:
            return True
        return False

    begun = time.monotonic()
    with ThreadPoolExecutor(count) as threads:
        found = sum(threads.map(refused, range(count)))
    return found, time.monotonic() - begun


def test_an_outage_costs_each_waiting_once(milvus: Milvus, open_milvus: Any) -> None:
    """Whether Milvus was there before or not, and however many ask."""
    with serving(milvus) as uri:
        _, passages = open_milvus(uri, seconds=SECONDS)
        ask = passages.cluster.collections.of_passages
        assert ask() == []
    new = open_milvus(uri, seconds=SECONDS)[1].cluster.collections.of_passages
    for each in (ask, new):
        refused, seconds = all_at_once(each, 8)
        assert refused == 8 and seconds < SECONDS + MORE
        refused, seconds = all_at_once(each, 8)
        assert refused == 8 and seconds < SECONDS / 2
    with serving(milvus, uri.removeprefix("http://")):
        for each in (ask, new):
            until(each)


def until(ask: Callable[[], Any]) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < 5.0:
        try:
            assert ask() == []
            return
        except StoreUnavailable:
            time.sleep(0.05)
    raise AssertionError("it did not come back")


def test_while_it_is_away_one_call_waits(milvus: Milvus, open_milvus: Any) -> None:
    with serving(milvus) as uri:
        _, passages = open_milvus(uri, seconds=SECONDS)
        ask = passages.cluster.collections.of_passages
        assert ask() == []
    with pytest.raises(StoreUnavailable):
        ask()
    time.sleep(1.1)
    waited: list[float] = []

    def timed() -> None:
        begun = time.monotonic()
        with pytest.raises(StoreUnavailable):
            ask()
        waited.append(time.monotonic() - begun)

    all_at_once(timed, 6)
    assert len([seconds for seconds in waited if seconds > SECONDS / 2]) == 1


def test_a_connection_is_closed(milvus: Milvus, open_milvus: Any) -> None:
    def dedicated() -> int:
        return int(ConnectionManager.get_instance().get_stats()["dedicated_connections"])

    with serving(milvus) as uri:
        before = dedicated()
        one, other = open_milvus(uri)[0], open_milvus(uri)[0]
        for articles in (one, other):
            assert articles.cluster.collections.of_passages() == []
        assert dedicated() == before + 2
        one.close()
        assert other.cluster.collections.of_passages() == []
        assert one.cluster.collections.of_passages() == []
        one.close()
        other.close()
        assert dedicated() == before
