"""Asking over HTTP."""

import pytest


def test_an_answer_has_everything_in_its_place(client, bridge):
    response = client.post("/v1/ask", json={"question": "Le pont est-il ouvert ?"})

    assert response.status_code == 200
    body = response.json
    query_id = body.pop("query_id")
    assert len(query_id) == 32
    int(query_id, 16)
    described = {
        "title": "Le pont",
        "source": "La Gazette",
        "url": "https://gazette.example/pont",
        "published_at": "2024-05-31",
        "language": "fr",
    }
    assert body == {
        "question": "Le pont est-il ouvert ?",
        "question_language": "fr",
        "resolved_question": None,
        "answered": True,
        "answer": "Le",
        "answers": [
            {
                "text": "Le",
                "score": 0.85,
                "confidence": "high",
                "language": "fr",
                "citations": [
                    {
                        "article_id": "gazette/pont",
                        "article_version": bridge.version,
                        **described,
                        "start": 0,
                        "end": 2,
                        "quote": "Le pont 🌉 est ouvert.",
                        "quote_start": 0,
                        "quote_end": 21,
                        "passage_id": "p-gazette/pont",
                    }
                ],
                "parts": [],
            }
        ],
        "no_answer_reason": None,
        "passages": [
            {
                "id": "p-gazette/pont",
                "article_id": "gazette/pont",
                **described,
                "start": 0,
                "end": 21,
                "text": "Le pont 🌉 est ouvert.",
                "score": 0.5,
            }
        ],
        "index": {"version": 1, "articles": 1, "passages": 1},
        "models": {"encoder": "encoder-1", "reader": "reader-1"},
        "timings_ms": {"retrieve": 1.0, "read": 2.0, "total": 3.5},
        "partial": False,
        "curated": None,
    }


def test_the_members_come_in_a_stable_order_and_readable(client, bridge):
    text = client.post("/v1/ask", json={"question": "pont"}).text

    assert text.startswith('{"query_id":"')
    assert "🌉" in text
    assert text.index('"answered"') < text.index('"answer"') < text.index('"passages"')


def test_an_empty_index_is_a_reason(client):
    body = client.post("/v1/ask", json={"question": "Qui ?"}).json

    assert (body["answered"], body["answer"], body["answers"]) == (False, None, [])
    assert body["no_answer_reason"] == "empty_index"
    assert body["passages"] == []


def test_passages_are_there_without_an_answer(client, bridge):
    body = client.post("/v1/ask", json={"question": "xyz"}).json

    assert body["no_answer_reason"] == "no_relevant_passage"
    assert [passage["id"] for passage in body["passages"]] == ["p-gazette/pont"]


def test_weak_candidates_are_only_for_debugging(client, bridge):
    request = {"question": "pont", "threshold": 1}

    plain = client.post("/v1/ask", json=request).json
    debugged = client.post("/v1/ask", json=request | {"debug": True}).json

    assert (plain["answers"], plain["no_answer_reason"]) == ([], "low_confidence")
    assert "debug" not in plain
    assert [each["text"] for each in debugged["debug"]["candidates"]] == ["pont"]
    assert debugged["answers"] == []


def test_everything_reaches_the_engine(client, engine):
    filters = {
        "operator": "AND",
        "conditions": [
            {"field": "meta.language", "operator": "in", "value": ["fr", "en"]},
            {
                "operator": "NOT",
                "conditions": [{"field": "published_at", "operator": "<", "value": "2024-01-01"}],
            },
        ],
    }
    asked = {"question": "Qui ?", "top_k": 20, "filters": filters, "threshold": 0.25}

    assert client.post("/v1/ask", json=asked).status_code == 200
    assert engine.seen == asked


def test_the_defaults(client, engine):
    assert client.post("/v1/ask", json={"question": "Qui ?"}).status_code == 200
    assert engine.seen == {"question": "Qui ?", "top_k": 3, "filters": None, "threshold": None}


def test_asking_by_address(client, engine, bridge):
    response = client.get("/v1/ask?q=Où+est+le%20pont+%3F&top_k=5&threshold=0.5")

    assert response.status_code == 200
    assert response.json["answer"] == "est"
    assert engine.seen["question"] == "Où est le pont ?"
    assert (engine.seen["top_k"], engine.seen["threshold"]) == (5, 0.5)


@pytest.mark.parametrize(
    "question",
    [
        "x" * 1000,
        "🌉",
        "e\u0301te\u0301 ?",
        "\u202eQui ?",
        "Qui\n\tsait ?",
        "<script>",
        "💩" * 1000,
    ],
)
def test_any_text_is_a_question(client, question):
    response = client.post("/v1/ask", json={"question": question})

    assert response.status_code == 200
    assert response.json["question"] == question


def test_a_byte_order_mark_and_any_json_type_are_welcome(client):
    body = b"\xef\xbb\xbf" + '{"question": "Où ?"}'.encode()

    response = client.post("/v1/ask", data=body, content_type="application/ld+json; charset=UTF-8")

    assert response.json["question"] == "Où ?"


def test_search(client, engine, bridge):
    response = client.post("/v1/search", json={"query": "pont", "top_k": 100})

    assert response.status_code == 200
    assert response.json == {
        "query": "pont",
        "query_language": "fr",
        "passages": [
            {
                "id": "p-gazette/pont",
                "article_id": "gazette/pont",
                "title": "Le pont",
                "source": "La Gazette",
                "url": "https://gazette.example/pont",
                "published_at": "2024-05-31",
                "language": "fr",
                "start": 0,
                "end": 21,
                "text": "Le pont 🌉 est ouvert.",
                "score": 0.5,
            }
        ],
        "index": {"version": 1, "articles": 1, "passages": 1},
        "timings_ms": {"retrieve": 1.0, "total": 1.5},
    }
    assert engine.seen == {"query": "pont", "top_k": 100, "filters": None}
