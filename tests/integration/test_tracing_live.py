"""Traces of the service as users start it, and a collector that goes away."""

import json
import time

import pytest

from tests.collector import attributes, collecting

TRACE = "0af7651916cd43dd8448eb211c80319c"

pytest.importorskip("opentelemetry.proto", reason="the extra citeqa[tracing] is not installed")


def test_traces_are_sent_and_not_waited_for(start_server, patiently):
    with collecting() as collector:
        settings = {
            "CITEQA_OTLP_ENDPOINT": collector.url,
            "CITEQA_WORKERS": "1",
            "OTEL_BSP_SCHEDULE_DELAY": "50",
        }
        server = start_server("traced", **settings)
        server.wait_until_ready(1)
        server.request("PUT", "/v1/articles/a", {"text": "Le phare de Brisemer a 12 lampes."})
        headers = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
        question = {"question": "Combien de lampes a le phare ?", "threshold": 0}

        asked = server.request("POST", "/v1/ask", question, headers=headers)

        assert asked.json["answer"] == "12"
        patiently(lambda: collector.named("POST /v1/ask", TRACE))
        (root,) = collector.named("POST /v1/ask", TRACE)
        assert attributes(root)["http.response.status_code"] == 200
        for name in ("ask", "retrieve", "embed", "dense", "bm25", "read", "judge", "cite"):
            (span,) = collector.named(f"citeqa.{name}", TRACE)
            assert span.end_time_unix_nano <= root.end_time_unix_nano
        assert not any(b"lampes" in body for body in collector.bodies)
        lines = [json.loads(line) for line in server.log.splitlines() if line.startswith("{")]
        (line,) = [each for each in lines if each["route"] == "/v1/ask"]
        assert line["trace_id"] == TRACE

    # The collector is away now; requests neither fail nor wait for it.
    for _ in range(5):
        assert server.ask("Combien de lampes a le phare ?", threshold=0)["answer"] == "12"
    time.sleep(0.2)  # it has tried to send by then
    assert server.request("GET", "/readyz").status == 200
    assert server.stop() == 0
