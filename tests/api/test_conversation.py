"""Follow-ups over HTTP: the turns before a question reach the engine, or are refused."""

import pytest

from index.turn import Turn

TURN = {"question": "Qui a inauguré le pont ?"}


def test_the_turns_reach_the_engine(client, engine, bridge):
    told = TURN | {"answer": "Claire Dubois", "article_ids": ["gazette/pont", "a"]}
    asked = {"question": "Où ?", "conversation": [TURN | {"answer": None}, told]}

    response = client.post("/v1/ask", json=asked)

    assert response.status_code == 200
    assert engine.conversation == [
        Turn(TURN["question"]),
        Turn(TURN["question"], "Claire Dubois", ("gazette/pont", "a")),
    ]
    assert response.json["question"] == "Où ?"
    assert response.json["resolved_question"] == "Qui a inauguré le pont ? Où ?"


@pytest.mark.parametrize("asked", [{}, {"conversation": []}])
def test_without_turns_nothing_is_resolved(client, engine, asked):
    response = client.post("/v1/ask", json={"question": "Où ?"} | asked)

    assert response.json["resolved_question"] is None
    assert list(engine.conversation) == []


def test_as_much_as_is_allowed(client, engine):
    turn = {"question": "x" * 1000, "answer": "y" * 4000, "article_ids": ["z"] * 100}

    response = client.post("/v1/ask", json={"question": "Où ?", "conversation": [turn] * 15})

    assert response.status_code == 200
    assert len(engine.conversation) == 15


@pytest.mark.parametrize(
    ("conversation", "field", "message"),
    [
        (None, "conversation", "must be a list"),
        ("Qui ?", "conversation", "must be a list"),
        ({}, "conversation", "must be a list"),
        ([TURN] * 21, "conversation", "must have at most 20 items"),
        (["Qui ?"], "conversation[0]", "must be an object"),
        ([None], "conversation[0]", "must be an object"),
        ([TURN, {}], "conversation[1].question", "is required"),
        ([{"question": " "}], "conversation[0].question", "must not be blank"),
        ([{"question": 1}], "conversation[0].question", "must be a string"),
        (
            [{"question": "x" * 1001}],
            "conversation[0].question",
            "must have at most 1000 characters",
        ),
        ([TURN | {"answer": ""}], "conversation[0].answer", "must have at least 1 character"),
        ([TURN | {"answer": "\n"}], "conversation[0].answer", "must not be blank"),
        ([TURN | {"answer": "a\0"}], "conversation[0].answer", "must not have a NUL character"),
        ([TURN | {"answer": ["x"]}], "conversation[0].answer", "must be a string"),
        (
            [TURN | {"answer": "x" * 4001}],
            "conversation[0].answer",
            "must have at most 4000 characters",
        ),
        ([TURN | {"article_ids": None}], "conversation[0].article_ids", "must be a list"),
        ([TURN | {"article_ids": "a"}], "conversation[0].article_ids", "must be a list"),
        ([TURN | {"article_ids": [""]}], "conversation[0].article_ids[0]", None),
        ([TURN | {"article_ids": [1]}], "conversation[0].article_ids[0]", "must be a string"),
        (
            [TURN | {"article_ids": ["a"] * 101}],
            "conversation[0].article_ids",
            "must have at most 100 items",
        ),
        (
            [TURN | {"role": "user"}],
            "conversation[0].role",
            "is not known here; allowed: question, answer, article_ids",
        ),
    ],
)
def test_what_is_no_conversation(client, engine, conversation, field, message):
    response = client.post("/v1/ask", json={"question": "Où ?", "conversation": conversation})

    assert response.status_code == 422
    assert response.json["type"] == "/problems/invalid-request"
    (error,) = response.json["errors"]
    assert error["field"] == field
    assert message in (None, error["message"])
    assert engine.seen == {}


def test_half_a_character_is_no_text(client):
    body = rb'{"question": "Qui ?", "conversation": [{"question": "Qui ?", "answer": "\ud800"}]}'

    response = client.post("/v1/ask", data=body, content_type="application/json")

    assert response.status_code == 422
    assert response.json["errors"][0]["field"] == "conversation[0].answer"


def test_an_address_has_no_conversation(client):
    response = client.get("/v1/ask?q=Qui&conversation=[]")

    assert response.status_code == 422
