"""What Prometheus gets to see."""

import os
import platform
import subprocess
import sys
import time
from importlib.metadata import version

from prometheus_client.parser import text_string_to_metric_families

from index.errors import StoreUnavailable
from index.reply import GenerationState


def samples_of(text):
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_everything_is_counted(client, bridge):
    client.post("/v1/ask", json={"question": "pont"})
    client.post("/v1/ask", json={"question": "xyz"})
    client.get("/v1/ask?q=pont&threshold=1")
    client.post("/v1/search", json={"query": "pont"})
    client.get("/v1/articles/one")
    client.get("/v1/articles/two")
    client.get("/nothing/1")
    client.get("/nothing/2")
    client.open("/livez", method="BREW")

    response = client.get("/metrics")

    assert response.content_type.startswith("text/plain")
    samples = samples_of(response.text)

    def requests(method, route, status):
        labels = (("method", method), ("route", route), ("status", status))
        return samples["citeqa_http_requests_total", labels]

    assert requests("POST", "/v1/ask", "200") == 2
    assert requests("GET", "/v1/articles/<article_id:article_id>", "404") == 2
    assert requests("GET", "unmatched", "404") == 2
    assert requests("OTHER", "unmatched", "405") == 1
    assert samples["citeqa_http_request_seconds_count", (("route", "/v1/ask"),)] == 3
    outcomes = ("answered", "no_relevant_passage", "low_confidence")
    for outcome in outcomes:
        assert samples["citeqa_questions_total", (("outcome", outcome),)] == 1
    assert samples["citeqa_stage_seconds_count", (("stage", "retrieve"),)] == 4
    assert samples["citeqa_stage_seconds_sum", (("stage", "read"),)] == 0.006
    assert samples["citeqa_answer_confidence_count", ()] == 1
    assert samples["citeqa_answer_confidence_bucket", (("le", "0.8"),)] == 0
    assert samples["citeqa_answer_confidence_bucket", (("le", "0.9"),)] == 1
    assert samples["citeqa_index_articles", ()] == 1
    assert samples["citeqa_index_passages", ()] == 1
    assert samples["citeqa_index_version", ()] == 1


def test_an_empty_index_is_an_outcome(client):
    client.post("/v1/ask", json={"question": "pont"})

    samples = samples_of(client.get("/metrics").text)
    assert samples["citeqa_questions_total", (("outcome", "empty_index"),)] == 1


def test_metrics_survive_the_store(client, engine):
    engine.failure = StoreUnavailable("gone")
    client.post("/v1/ask", json={"question": "pont"})

    response = client.get("/metrics")

    labels = (("method", "POST"), ("route", "/v1/ask"), ("status", "503"))
    assert response.status_code == 200
    assert samples_of(response.text)["citeqa_http_requests_total", labels] == 1


def test_what_runs_and_what_is_searched(client, engine):
    engine.generation_state = GenerationState(covered=1200, made=time.time() - 60)

    samples = samples_of(client.get("/metrics").text)

    models = (("encoder", "encoder-1"), ("reader", "reader-1"))
    assert samples["citeqa_models_info", models] == 1
    (build,) = [dict(labels) for name, labels in samples if name == "citeqa_build_info"]
    assert build == {"version": version("citeqa"), "python": platform.python_version()}
    assert samples["citeqa_index_generation", ()] == 1200
    assert 60 <= samples["citeqa_index_generation_age_seconds", ()] < 120


def test_labels_of_models_do_not_pile_up(client, engine):
    client.get("/metrics")
    engine.models = {"encoder": "encoder-2", "reader": "reader-1"}

    samples = samples_of(client.get("/metrics").text)

    (found,) = [dict(labels) for name, labels in samples if name == "citeqa_models_info"]
    assert found == engine.models
    assert samples["citeqa_index_generation", ()] == 0
    assert ("citeqa_index_generation_age_seconds", ()) not in samples


_WORKERS = """
import os
import sys
from index.reply import IndexState
from service.api.app import create_app
from service.api.options import ApiOptions

class Engine:
    models = {"encoder": "e", "reader": "r"}
    def state(self):
        return IndexState(7, 2, 3)
    def generation(self):
        return None
    def readiness(self):
        return {}

app = create_app(Engine(), ApiOptions(1000, 1, 100, 1.0))
for _ in range(2):
    if not (pid := os.fork()):
        app.test_client().get("/livez")
        os._exit(0)
    os.waitpid(pid, 0)
# Of a worker that is starting: there, and nothing in it yet.
open(os.path.join(os.environ["PROMETHEUS_MULTIPROC_DIR"], "counter_1.db"), "w").close()
print(app.test_client().get("/metrics").text, file=sys.stderr)
"""


def test_any_worker_reports_for_all(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", _WORKERS],
        env=os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    samples = samples_of(done.stderr)
    labels = (("method", "GET"), ("route", "/livez"), ("status", "200"))
    assert samples["citeqa_http_requests_total", labels] == 2
    assert samples["citeqa_index_version", ()] == 7
