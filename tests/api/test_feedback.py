"""Feedback over HTTP."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from index.article import Article
from index.errors import StoreUnavailable
from service.api.app import create_app
from service.records.query_log import instant


@pytest.fixture
def app_with(engine, options, kept):
    def make(**switches):
        return create_app(engine, options, kept=replace(kept, **switches)).test_client()

    return make


@pytest.fixture
def on(app_with):
    """A client of a service that takes feedback."""
    return app_with(takes_feedback=True, logs_queries=True)


def asked(client, question="pont", **more):
    return client.post("/v1/ask", json={"question": question} | more).json["query_id"]


def say(client, query_id, verdict, **more):
    body = {"query_id": query_id, "verdict": verdict} | more
    return client.post("/v1/feedback", json=body)


def age(kept, query_id, days):
    """Make a query as old as that."""
    then = instant(datetime.now(UTC) - timedelta(days=days))
    with kept.feedback._records.writing() as connection:
        connection.execute("UPDATE queries SET asked = ? WHERE id = ?", (then, query_id))


def test_feedback_on_an_answer(on, bridge):
    query_id = asked(on)
    first = say(on, query_id, "helpful", comment="Merci !")
    assert first.status_code == 201
    assert first.json == {
        "query_id": query_id,
        "answer": 0,
        "verdict": "helpful",
        "corrected": None,
        "comment": "Merci !",
    }
    second = say(on, query_id, "wrong", corrected={"article_id": bridge.id, "text": "ouvert"})
    assert second.status_code == 200, "said again, it replaces what was said"
    assert second.json["corrected"] == {
        "article_id": bridge.id,
        "article_version": bridge.version,
        "start": 14,
        "end": 20,
    }
    assert samples(on) == {
        ("citeqa_feedback", ("high", "wrong")): 1,
        ("citeqa_feedback_precision", ("high",)): 0,
    }


def samples(client):
    return {
        (sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(client.get("/metrics").text)
        for sample in family.samples
        if sample.name.startswith("citeqa_feedback")
    }


def test_precision_by_confidence(on, bridge):
    for verdict in ("helpful", "helpful", "helpful", "wrong", "wrong_source"):
        assert say(on, asked(on), verdict).status_code == 201
    assert say(on, asked(on, "xyz"), "should_have_answered").status_code == 201
    assert say(on, asked(on, "xyz"), "helpful").status_code == 201
    assert samples(on) == {
        ("citeqa_feedback", ("high", "helpful")): 3,
        ("citeqa_feedback", ("high", "wrong")): 1,
        ("citeqa_feedback", ("high", "wrong_source")): 1,
        ("citeqa_feedback", ("declined", "should_have_answered")): 1,
        ("citeqa_feedback", ("declined", "helpful")): 1,
        ("citeqa_feedback_precision", ("high",)): 0.6,
    }


def corrected(**place):
    return {"verdict": "wrong", "corrected": {"article_id": "gazette/pont"} | place}


@pytest.mark.parametrize(
    ("question", "body", "field"),
    [
        ("pont", {"verdict": "good"}, "verdict"),
        ("pont", {"verdict": "helpful", "answer": 1}, "answer"),
        ("pont", {"verdict": "helpful", "answer": -1}, "answer"),
        ("pont", {"verdict": "should_have_answered"}, "verdict"),
        ("xyz", {"verdict": "wrong"}, "verdict"),
        ("xyz", {"verdict": "helpful", "answer": 1}, "answer"),
        ("pont", {"verdict": "wrong", "comment": ""}, "comment"),
        ("pont", corrected(), "corrected"),
        ("pont", corrected(text="ouvert", article_id="x"), "corrected.article_id"),
        ("pont", corrected(text="y"), "corrected.text"),
        ("pont", corrected(start=3, end=99), "corrected.end"),
        ("pont", corrected(text="ouvert") | {"verdict": "helpful"}, "corrected"),
    ],
)
def test_what_does_not_fit_is_named(on, bridge, question, body, field):
    response = on.post("/v1/feedback", json={"query_id": asked(on, question)} | body)
    assert response.status_code == 422
    assert field in [error["field"] for error in response.json["errors"]]
    assert samples(on) == {}


def test_queries_that_are_not_known(on, bridge, kept):
    assert say(on, "g" * 32, "helpful").status_code == 422
    unknown = say(on, "0" * 32, "helpful")
    assert (unknown.status_code, unknown.json["type"]) == (404, "/problems/query-not-found")
    query_id = asked(on)
    age(kept, query_id, 31)
    assert say(on, query_id, "helpful").status_code == 404


def test_nothing_is_stored_unless_it_is_turned_on(client, app_with, bridge, tmp_path):
    query_id = asked(client)
    refused = say(client, query_id, "helpful")
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/feedback-off")
    assert not (tmp_path / "records").exists()
    logging = app_with(logs_queries=True)
    kept_id = asked(logging, "pont ouvert")
    assert say(logging, kept_id, "helpful").status_code == 403
    assert any(b"pont ouvert" in f.read_bytes() for f in (tmp_path / "records").iterdir())


def test_what_is_kept_of_a_question(on, bridge, kept):
    query = kept.feedback.queries.get(asked(on, "pont ?", top_k=1))
    assert (query.question, query.language, query.reason) == ("pont ?", "fr", None)
    assert query.models == {"encoder": "encoder-1", "reader": "reader-1"}
    assert query.answers == [
        {
            "text": "pont",
            "score": 0.85,
            "confidence": "high",
            "article_id": "gazette/pont",
            "article_version": bridge.version,
            "start": 3,
            "end": 7,
        }
    ]
    place = {"article_id": "gazette/pont", "article_version": bridge.version, "start": 0}
    assert query.passage == place | {"end": len(bridge.text)}


def test_a_question_is_answered_when_it_cannot_be_kept(app_with, bridge, kept, capsys, monkeypatch):
    on = app_with(takes_feedback=True, logs_queries=True)

    def fail(query):
        raise StoreUnavailable("disk full")

    monkeypatch.setattr(kept.feedback.queries, "keep", fail)
    assert on.post("/v1/ask", json={"question": "pont"}).status_code == 200
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    warned = [line for line in lines if line["event"] == "query_not_kept"]
    assert [line["reason"] for line in warned] == ["disk full"]


def test_what_was_said_before_is_nowhere(on, bridge, tmp_path):
    query_id = asked(on)
    say(on, query_id, "wrong", comment="Madame Untel")
    assert say(on, query_id, "wrong", comment="chut").status_code == 200
    files = list((tmp_path / "records").iterdir())
    assert not any(b"Madame Untel" in file.read_bytes() for file in files)
    assert any(b"chut" in file.read_bytes() for file in files)


def test_deleting(on, client, bridge, kept, tmp_path):
    query_id = asked(on, "pont secret")
    say(on, query_id, "wrong", comment="chut")
    assert client.delete(f"/v1/feedback/{query_id}").status_code == 204, "also where it is off"
    assert client.delete(f"/v1/feedback/{query_id}").status_code == 404
    assert list(kept.feedback.all()) == []
    for file in (tmp_path / "records").iterdir():
        assert b"secret" not in file.read_bytes()
        assert b"chut" not in file.read_bytes()


def test_old_questions_go_by_themselves(on, bridge, kept, tmp_path):
    old = asked(on, "pont ancien")
    say(on, old, "helpful")
    new = asked(on)
    age(kept, old, 31)
    kept.feedback.queries._purged = datetime.now(UTC) - timedelta(hours=2)
    asked(on)
    with kept.feedback._records.reading() as connection:
        ids = [row["id"] for row in connection.execute("SELECT id FROM queries")]
        assert connection.execute("SELECT count(*) FROM feedback").fetchone()[0] == 0
    assert old not in ids and new in ids
    assert all(b"ancien" not in file.read_bytes() for file in (tmp_path / "records").iterdir())


def test_curated_answers_have_a_band_of_their_own(on, engine, bridge, monkeypatch):
    from index.reply import Curated

    ask = engine.ask
    given = Curated("hours", "Quels sont les horaires ?", 1.0, None)
    monkeypatch.setattr(engine, "ask", lambda q, **more: replace(ask(q, **more), curated=given))
    response = on.post("/v1/ask", json={"question": "pont"}).json
    assert response["curated"] == {
        "id": "hours",
        "question": "Quels sont les horaires ?",
        "similarity": 1.0,
        "source": None,
    }
    say(on, response["query_id"], "helpful")
    assert samples(on)["citeqa_feedback_precision", ("curated",)] == 1
    assert 'citeqa_questions_total{outcome="curated"} 1.0' in on.get("/metrics").text
    assert "citeqa_answer_confidence_count 0.0" in on.get("/metrics").text


def test_metrics_survive_the_records(on, bridge, tmp_path):
    say(on, asked(on), "helpful")
    (tmp_path / "records" / "records.sqlite").unlink()
    assert on.get("/metrics").status_code == 200
    assert samples(on) == {}


def test_the_version_that_was_corrected(on, engine, bridge):
    query_id = asked(on)
    engine.put(Article(bridge.id, "Le pont est fermé."))
    said = say(on, query_id, "wrong", corrected={"article_id": bridge.id, "start": 12, "end": 17})
    assert said.json["corrected"]["article_version"] == engine.stored[bridge.id].version
