"""What the Python client makes of responses, good and bad."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Thread

import pytest

from service.client import (
    Answer,
    Client,
    ClientError,
    CuratedMatch,
    CuratedSource,
    FieldError,
    Index,
    Problem,
    UnexpectedResponse,
    Unreachable,
)

CITATION = {
    "article_id": "pont",
    "article_version": "v1",
    "title": "Le pont",
    "source": None,
    "url": None,
    "published_at": "2024-05-31",
    "language": "fr",
    "start": 3,
    "end": 7,
    "quote": "Le pont 🌉 est ouvert.",
    "quote_start": 0,
    "quote_end": 21,
    "passage_id": "p1",
}
REPLY = {
    "query_id": "0" * 32,
    "question": "Quoi ?",
    "question_language": "fr",
    "answered": True,
    "answer": "pont",
    "answers": [
        {
            "text": "pont",
            "score": 0.8,
            "confidence": "high",
            "language": "fr",
            "citations": [CITATION],
            "parts": [{"text": "pont", "citation": CITATION}],
        }
    ],
    "no_answer_reason": None,
    "passages": [],
    "index": {"version": 1, "articles": 2, "passages": 3},
    "models": {"encoder": "e", "reader": "r"},
    "timings_ms": {"retrieve": 1.0, "read": 2.0, "total": 3.0},
}
BUSY = {"type": "/problems/overloaded", "title": "Busy", "status": 503, "detail": "Later."}
PROBLEM = "application/problem+json"


@pytest.fixture
def client(stub):
    with Client(stub.url) as made:
        yield made


def test_a_reply_has_its_types(stub, says, client):
    stub.script = [says(200, REPLY)]

    reply = client.ask("Quoi ?")

    assert (reply.answered, reply.answer, reply.no_answer_reason) == (True, "pont", None)
    (answer,) = reply.answers
    assert isinstance(answer, Answer)
    assert (answer.score, answer.confidence) == (0.8, "high")
    assert (answer.citations[0].start, answer.citations[0].end) == (3, 7)
    assert answer.parts[0].citation == answer.citations[0]
    assert reply.index == Index(version=1, articles=2, passages=3)
    assert (reply.debug, reply.partial, reply.resolved_question) == (None, False, None)
    with pytest.raises(AttributeError):
        reply.answer = "other"


def test_a_curated_answer_says_what_it_rests_on(stub, says, client):
    source = {"title": "Contact", "url": "https://x.example", "source": None}
    curated = {"id": "hours", "question": "Quand ?", "similarity": 0.97, "source": source}
    answer = REPLY["answers"][0] | {"citations": [], "parts": []}
    stub.script = [says(200, REPLY | {"answers": [answer], "curated": curated}), says(200, REPLY)]

    reply = client.ask("Quand ?")

    assert reply.answers[0].citations == ()
    assert reply.curated == CuratedMatch(
        "hours", "Quand ?", 0.97, CuratedSource("Contact", "https://x.example", None)
    )
    assert client.ask("Quoi ?").curated is None


def test_only_what_was_given_is_sent(stub, says, client):
    bodies = []

    def handle(exchange):
        bodies.append(json.loads(exchange.body))
        says(200, REPLY)(exchange)

    stub.script = [handle]
    filters = {"field": "meta.language", "operator": "==", "value": "fr"}

    client.ask("Qui ?")
    client.ask("Qui ?", top_k=1, filters=filters, threshold=0.0, debug=True)
    client.ask("Et où ?", conversation=[{"question": "Qui ?"}], timeout_ms=500)

    assert bodies == [
        {"question": "Qui ?"},
        {"question": "Qui ?", "top_k": 1, "filters": filters, "threshold": 0.0, "debug": True},
        {"question": "Et où ?", "conversation": [{"question": "Qui ?"}], "timeout_ms": 500},
    ]


def test_what_a_newer_service_adds_is_left_out(stub, says, client):
    newer = REPLY | {"weather": "fine", "index": REPLY["index"] | {"shards": 4}}
    newer["answers"] = [REPLY["answers"][0] | {"curated": None}]
    stub.script = [says(200, REPLY), says(200, newer)]

    assert client.ask("Quoi ?") == client.ask("Quoi ?")


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        None,
        REPLY | {"answers": [{"text": "pont"}]},
        REPLY | {"index": None},
        REPLY | {"answers": 3},
    ],
)
def test_what_is_no_reply_is_named(stub, says, client, value):
    stub.script = [says(200, value)]

    with pytest.raises(UnexpectedResponse):
        client.ask("Quoi ?")


def test_a_page_of_something_else_is_named(stub, says, client):
    stub.script = [says(200, b"<html>Log in", type="text/html")]

    with pytest.raises(UnexpectedResponse, match="no JSON"):
        client.ask("Quoi ?")


def test_a_problem_has_everything_that_was_said(stub, says, client):
    document = {
        "type": "/problems/invalid-request",
        "title": "Invalid request",
        "status": 422,
        "detail": "Not acceptable: top_k.",
        "instance": "/v1/ask",
        "request_id": "abc",
        "errors": [{"field": "top_k", "message": "must be at least 1"}],
    }
    stub.script = [says(422, document, type=PROBLEM)]

    with pytest.raises(Problem) as caught:
        client.ask("Qui ?", top_k=0)

    problem = caught.value
    assert isinstance(problem, ClientError)
    assert (problem.status, problem.type) == (422, "/problems/invalid-request")
    assert (problem.title, problem.detail) == ("Invalid request", "Not acceptable: top_k.")
    assert problem.errors == (FieldError("top_k", "must be at least 1"),)
    assert (problem.request_id, problem.document) == ("abc", document)
    assert str(problem) == "422 Invalid request: Not acceptable: top_k."
    assert len(stub.seen) == 1


@pytest.mark.parametrize(
    ("type_", "body"),
    [
        ("text/html", b"<h1>Bad Gateway"),
        (PROBLEM, b"{"),
        (PROBLEM, b"[]"),
        (PROBLEM, b'{"errors": ["x"], "status": "odd"}'),
    ],
)
def test_a_proxys_error_is_a_problem_too(stub, says, client, type_, body):
    stub.script = [says(502, body, type=type_)]

    with pytest.raises(Problem) as caught:
        client.ask("Qui ?")

    assert (caught.value.status, caught.value.type) == (502, "about:blank")
    assert (caught.value.title, caught.value.errors) == ("Bad Gateway", ())


@pytest.mark.parametrize("status", [429, 503])
def test_who_is_busy_is_asked_again_when_it_said(stub, says, client, status):
    past = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)
    busy = BUSY | {"status": status}
    stub.script = [
        says(status, busy, type=PROBLEM, Retry_After="0"),
        says(status, busy, type=PROBLEM, Retry_After=past),
        says(200, REPLY),
    ]

    assert client.ask("Quoi ?").answer == "pont"
    assert stub.seen == [("POST", "/v1/ask")] * 3
    assert len(stub.connections) == 1


def test_it_waits_for_itself_where_nothing_is_said(stub, says, client, monkeypatch):
    waited = []
    monkeypatch.setattr("service.client.transport.time.sleep", waited.append)
    stub.script = [says(503, b"busy", type="text/plain")]

    with pytest.raises(Problem):
        client.ask("Quoi ?")

    assert len(stub.seen) == 3
    assert 0.25 <= waited[0] <= 0.5 <= waited[1] <= 1.0


def test_patience_has_an_end(stub, says):
    stub.script = [says(503, BUSY, type=PROBLEM, Retry_After="0")]

    with Client(stub.url, retries=4) as client, pytest.raises(Problem) as caught:
        client.ask("Quoi ?")

    assert (caught.value.retry_after, len(stub.seen)) == (0.0, 5)


@pytest.mark.parametrize(
    ("document", "told"),
    [(BUSY, "11"), (BUSY | {"type": "/problems/deadline-exceeded"}, "0")],
    ids=["too long", "in vain"],
)
def test_it_is_not_asked_again(stub, says, client, document, told):
    stub.script = [says(503, document, type=PROBLEM, Retry_After=told)]

    with pytest.raises(Problem) as caught:
        client.ask("Quoi ?")

    assert (caught.value.retry_after, len(stub.seen)) == (float(told), 1)


def test_connections_are_used_again(stub, says, client):
    stub.script = [says(200, REPLY)]

    for _ in range(5):
        client.ask("Quoi ?")

    assert len(stub.connections) == 1


def test_threads_have_a_connection_each(stub, says, client):
    stub.script = [says(200, REPLY)]
    answers = []
    threads = [Thread(target=lambda: answers.append(client.ask("Quoi ?").answer)) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == ["pont"] * 8


def test_a_connection_that_was_closed_meanwhile_is_opened_again(stub, says, hangs_up, client):
    stub.script = [says(200, REPLY), hangs_up, says(200, REPLY)]
    client.ask("Quoi ?")

    assert client.ask("Quoi ?").answer == "pont"
    assert len(stub.connections) == 2


def test_a_deletion_is_sent_once(stub, says, hangs_up, client):
    stub.script = [says(200, REPLY), hangs_up]
    client.ask("Quoi ?")

    with pytest.raises(Unreachable):
        client.delete_article("pont")

    assert stub.seen.count(("DELETE", "/v1/articles/pont")) == 1


def test_nobody_there(stub):
    with Client("http://127.0.0.1:9") as client, pytest.raises(Unreachable, match=r"127\.0\.0\.1"):
        client.ready()


def test_who_says_nothing_is_not_waited_for_forever(stub, client):
    stub.script = [lambda exchange: exchange.rfile.read(1)]

    with Client(stub.url, timeout=0.2) as impatient, pytest.raises(Unreachable, match="timed out"):
        impatient.ask("Quoi ?")


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://x", "http://", "", "http://u:p@x", "/"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(ValueError, match="is not like http"):
        Client(url)


def test_the_key_and_the_prefix_are_sent(stub, says):
    stub.script = [says(200, {"status": "ok"})]

    with Client(f"{stub.url}/news/", api_key="secret") as client:
        assert client.ready() is True

    assert stub.seen == [("GET", "/news/readyz")]
    assert stub.headers[0]["Authorization"] == "Bearer secret"
    assert "secret" not in repr(vars(client)["_transport"])


def test_not_ready_is_no_problem_and_not_asked_again(stub, says, client):
    stub.script = [says(503, BUSY, type=PROBLEM, Retry_After="0")]

    assert client.ready() is False
    assert len(stub.seen) == 1


LINE = json.dumps({"index": 0, "status": 200, "result": REPLY}).encode() + b"\n"


@pytest.mark.parametrize("body", [LINE, LINE + LINE[:40], LINE[:40]])
def test_a_batch_that_is_cut_off_is_not_taken_for_a_whole_one(stub, cut_off, client, body):
    stub.script = [cut_off(body)]
    came = []

    with pytest.raises(Unreachable, match=rf"after {body.count(LINE)} of 2"):
        for item in client.ask_batch(["Quoi ?", "Qui ?"]):
            came.append(item.reply.answer)

    assert came == ["pont"] * body.count(LINE)


def test_a_problem_in_a_batch_is_not_raised(stub, says, client):
    refused = {"index": 1, "status": 503, "problem": BUSY, "retry_after": 3}
    body = LINE + json.dumps(refused).encode() + b"\n"
    stub.script = [says(200, body, type="application/x-ndjson")]

    first, second = client.ask_batch(["Quoi ?", {"question": "Qui ?", "top_k": 1}])

    assert (first.index, first.reply.answer, first.problem) == (0, "pont", None)
    assert (second.index, second.reply) == (1, None)
    assert (second.problem.status, second.problem.retry_after) == (503, 3)
    assert stub.headers[0]["Accept"] == "application/x-ndjson"


def test_importing_the_client_loads_nothing_of_the_service():
    script = """
import sys
before = set(sys.modules)
import service.client
loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
print(sorted(loaded - set(sys.stdlib_module_names)))
print(sorted(name for name in sys.modules if name.startswith(("service.", "index"))
             and not name.startswith("service.client")))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout.splitlines() == ["['index', 'service']", "['index']"]
