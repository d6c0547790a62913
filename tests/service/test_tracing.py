"""Traces of requests, down to their attributes, and what they must not say."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from haystack.tracing import disable_tracing, tracer

from index.article import Article
from service.api.app import create_app
from service.api.options import ApiOptions
from service.settings import InvalidSettings, load_settings
from service.tracing import send_traces
from tests.collector import Collector, attributes, collecting

pytest.importorskip("opentelemetry.sdk", reason="the extra citeqa[tracing] is not installed")

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = "00f067aa0ba902b7"
QUESTION = "Combien de tilleuls secrets ?"
STAGES = {"retrieve", "embed", "dense", "bm25", "read", "judge", "cite"}


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as made:
        yield made


@pytest.fixture
def start(
    desk: Any, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., FlaskClient]]:
    desk.engine.put(Article("a", "Le maire a planté 12 tilleuls.", language="fr"))
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "20")
    before = tracer.is_content_tracing_enabled

    def started(**settings: Any) -> FlaskClient:
        settings = {"otlp_endpoint": f"{collector.url}/"} | settings
        options = ApiOptions(10_000, 5, 1000, 7.0)
        app = create_app(desk.engine, options)
        send_traces(app, load_settings(**settings))
        return app.test_client()

    yield started
    disable_tracing()
    tracer.is_content_tracing_enabled = before


def arrived(collector: Collector, name: str, patiently: Callable[..., None]) -> Any:
    patiently(lambda: collector.named(name))
    return collector.named(name)[0]


@pytest.fixture
def patiently() -> Callable[..., None]:
    import time

    def wait(happened: Callable[[], Any]) -> None:
        deadline = time.monotonic() + 20
        while not happened():
            assert time.monotonic() < deadline
            time.sleep(0.01)

    return wait


def test_a_request_is_a_part_of_the_clients_trace(start, collector, capsys, patiently) -> None:
    client = start()
    sent = {"traceparent": f"00-{TRACE}-{PARENT}-01", "X-Request-ID": "chat-1"}

    client.post("/v1/ask", json={"question": QUESTION}, headers=sent, buffered=True)

    root = arrived(collector, "POST /v1/ask", patiently)
    assert (root.trace_id.hex(), root.parent_span_id.hex()) == (TRACE, PARENT)
    assert root.kind == 2  # a server's
    assert attributes(root) == {
        "http.response.status_code": 200,
        "http.route": "/v1/ask",
        "citeqa.request_id": "chat-1",
    }
    (asked,) = collector.named("citeqa.ask", TRACE)
    assert asked.parent_span_id == root.span_id
    assert attributes(asked) == {
        "citeqa.question_language": "fr",
        "citeqa.answered": True,
        "citeqa.answers": 1,
    }
    spans = {span.name.removeprefix("citeqa."): span for span in collector.spans}
    assert spans.keys() == {"POST /v1/ask", "ask", *STAGES}
    for name in ("embed", "dense", "bm25"):
        assert spans[name].parent_span_id == spans["retrieve"].span_id
    for name in ("retrieve", "read", "judge", "cite"):
        assert spans[name].parent_span_id == asked.span_id
    assert attributes(spans["retrieve"]) == {"citeqa.passages": 1, "citeqa.filtered": False}
    assert attributes(spans["read"]) == {
        "citeqa.passages": 1,
        "citeqa.spans": 1,
        "citeqa.complete": True,
    }
    for span in collector.spans:
        assert root.start_time_unix_nano <= span.start_time_unix_nano <= span.end_time_unix_nano
    assert attributes(collector.resources[0])["service.name"] == "citeqa"
    assert collector.paths == {"/v1/traces"}
    log = json.loads(capsys.readouterr().out)
    assert (log["trace_id"], log["request_id"]) == (TRACE, "chat-1")


@pytest.mark.parametrize("sent", [None, "", "00-xyz", f"00-{'0' * 32}-{PARENT}-01", "é"])
def test_without_a_sound_traceparent_it_is_a_trace_of_its_own(
    start, collector, capsys, patiently, sent
) -> None:
    client = start()

    client.get("/livez", headers={} if sent is None else {"traceparent": sent}, buffered=True)

    root = arrived(collector, "GET /livez", patiently)
    assert root.parent_span_id == b""
    assert json.loads(capsys.readouterr().out)["trace_id"] == root.trace_id.hex()


def test_a_client_that_samples_nothing_has_nothing_sent(
    start, collector, capsys, patiently
) -> None:
    client = start()
    client.get("/livez", headers={"traceparent": f"00-{TRACE}-{PARENT}-00"}, buffered=True)
    client.get("/version", buffered=True)

    arrived(collector, "GET /version", patiently)
    assert collector.named("GET /livez") == []
    unsampled, sampled = map(json.loads, capsys.readouterr().out.splitlines())
    assert "trace_id" not in unsampled
    assert "trace_id" in sampled


def test_no_text_of_anyones_is_in_a_trace(start, desk, collector, patiently) -> None:
    """Neither in attributes nor in what an exception says."""
    client = start()
    secret = {"field": "meta.secret", "operator": "==", "value": {"secret": [1]}}

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret")

    client.get("/v1/ask?q=secret", buffered=True)
    client.post("/v1/search", json={"query": "secret"}, buffered=True)
    client.get("/v1/articles/secret", buffered=True)
    client.post("/v1/ask", json={"question": "secret", "filters": secret}, buffered=True)
    desk.reader.run = fail
    client.post("/v1/ask", json={"question": "secret"}, buffered=True)

    patiently(lambda: [s for s in collector.named("POST /v1/ask") if s.status.code == 2])
    patiently(lambda: len(collector.named("citeqa.search")) == 1)
    assert len(collector.spans) > 20
    assert not any(b"secret" in body for body in collector.bodies)
    (read,) = [span for span in collector.named("citeqa.read") if span.status.code == 2]
    assert (read.status.message, list(read.events)) == ("RuntimeError", [])


def test_with_log_text_questions_are_in_it(start, collector, patiently) -> None:
    client = start(log_text=True)

    client.post("/v1/ask", json={"question": QUESTION}, buffered=True)

    asked = arrived(collector, "citeqa.ask", patiently)
    assert attributes(asked)["citeqa.question"] == QUESTION


def test_a_batch_is_one_trace_until_its_last_line(start, collector, patiently) -> None:
    client = start()
    questions = [{"question": "Combien ?"}, {"question": ""}, {"question": QUESTION}]
    headers = {"Accept": "application/x-ndjson"}

    client.post("/v1/ask/batch", json={"questions": questions}, headers=headers, buffered=True)

    root = arrived(collector, "POST /v1/ask/batch", patiently)
    asked = collector.named("citeqa.ask", root.trace_id.hex())
    assert [span.parent_span_id for span in asked] == [root.span_id] * 2
    assert root.end_time_unix_nano >= max(span.end_time_unix_nano for span in asked)


def test_a_collector_that_is_away_disturbs_nobody(start, desk) -> None:
    client = start(otlp_endpoint="http://127.0.0.1:9")

    for _ in range(20):
        response = client.post("/v1/ask", json={"question": QUESTION}, buffered=True)
        assert response.json["answer"] == "12 tilleuls"


@pytest.mark.parametrize("address", ["localhost:4318", "ftp://x", "http://", "http://a b", "x"])
def test_what_is_no_address_is_named(address: str) -> None:
    with pytest.raises(InvalidSettings, match=r"otlp_endpoint \(CITEQA_OTLP_ENDPOINT\)"):
        load_settings(otlp_endpoint=address)


@pytest.mark.parametrize(
    ("endpoint", "status", "said"),
    [("http://127.0.0.1:4318", 2, "needs the extra citeqa[tracing]"), ("", 0, "")],
)
def test_without_the_extra(tmp_path: Path, endpoint: str, status: int, said: str) -> None:
    """Named before anything is served where it is needed, and not missed where it is not."""
    script = """
import os, sys
sys.modules["opentelemetry"] = None
os.execv = lambda *_: sys.exit(0)
from service.cli import main
main(["serve", "--bind", "127.0.0.1:0", "--data-dir", sys.argv[1]])
"""
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "data"],
        env={"PATH": "/usr/bin:/bin", "CITEQA_OTLP_ENDPOINT": endpoint},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == status, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
