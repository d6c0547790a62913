"""Questions in the shape of Rasa's REST channel."""

import json

import pytest

from index.article import Article

WEBHOOK = "/webhooks/rest/webhook"


@pytest.fixture
def say(client):
    def post(message, address=WEBHOOK, **more):
        return client.post(address, json={"sender": "ada", "message": message} | more)

    return post


def test_an_answer_comes_with_its_source_as_text(say, client, bridge):
    response = say("Le pont est-il ouvert ?")

    assert response.status_code == 200
    [reply] = response.json
    assert reply.keys() == {"recipient_id", "text", "custom"}
    assert reply["recipient_id"] == "ada"
    assert reply["text"] == (
        "Le\n\n— Le pont, La Gazette, 2024-05-31, https://gazette.example/pont"
    )
    asked = client.post("/v1/ask", json={"question": "Le pont est-il ouvert ?"}).json
    assert reply["custom"] | {"query_id": ""} == asked | {"query_id": ""}


def test_an_article_without_a_description_is_named(say, engine):
    engine.add([Article("a/1", "Le pont.")])

    assert say("Le pont ?").json[0]["text"] == "Le\n\n— a/1"


def test_a_title_of_two_lines_is_one_line(say, engine):
    engine.add([Article("a/1", "Le pont.", title="Le\npont\u2028neuf")])

    assert say("Le pont ?").json[0]["text"] == "Le\n\n— Le pont neuf"


def test_a_question_that_is_declined_is_declined_politely(say, bridge):
    [reply] = say("Xyz").json

    assert reply["text"] == "Désolé, les articles ne répondent pas à cette question."
    assert reply["custom"]["answered"] is False
    assert reply["custom"]["no_answer_reason"] == "no_relevant_passage"


@pytest.mark.parametrize(
    "command", ["/restart", " /session_start\n", '/greet{"name": "Ada"}', "/é"]
)
def test_commands_are_not_asked(say, engine, bridge, command):
    engine.seen = {}

    assert say(command).json == []
    assert engine.seen == {}


@pytest.mark.parametrize(
    "question", ["/ pont", "/pont est ouvert ?", "pont/neuf", "/5", "1/2 pont"]
)
def test_what_only_looks_like_a_command_is_asked(say, engine, question):
    assert len(say(question).json) == 1
    assert engine.seen["question"] == question


def test_a_sender_without_a_name_gets_rasas(client, bridge):
    response = client.post(WEBHOOK, json={"message": "pont"})

    assert response.json[0]["recipient_id"] == "default"


def test_what_rasa_ignores_is_ignored(say, bridge):
    more = {"metadata": {"page": ["/", 1]}, "input_channel": "rest", "session_id": 7}
    response = say("pont", f"{WEBHOOK}?token=secret", **more)

    assert response.status_code == 200
    assert response.json[0]["custom"]["answer"] == "pont"


def test_messages_are_streamed_as_lines(say, bridge):
    response = say("pont", f"{WEBHOOK}?stream=true")

    assert response.content_type.startswith("text/event-stream")
    [line] = response.text.splitlines()
    assert json.loads(line)["custom"]["answer"] == "pont"
    assert say("/restart", f"{WEBHOOK}?stream=true").text == ""
    assert len(say("pont", f"{WEBHOOK}?stream=False").json) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "message"),
        ({"message": ""}, "message"),
        ({"message": " \n"}, "message"),
        ({"message": None}, "message"),
        ({"message": 7}, "message"),
        ({"message": "\0"}, "message"),
        ({"message": "x" * 1001}, "message"),
        ({"message": "pont", "sender": 7}, "sender"),
        ({"message": "pont", "sender": "x" * 1001}, "sender"),
        ({"message": "pont", "metadata": []}, "metadata"),
    ],
)
def test_what_is_no_message_is_a_problem(client, body, field):
    response = client.post(WEBHOOK, json=body)

    assert response.status_code == 422
    assert response.content_type == "application/problem+json"
    assert [error["field"] for error in response.json["errors"]] == [field]


def test_streaming_is_true_or_false(client):
    response = client.post(f"{WEBHOOK}?stream=perhaps", json={"message": "pont"})

    assert response.status_code == 422
    assert response.json["errors"][0]["field"] == "stream"


def test_it_is_described(client):
    operation = client.get("/openapi.json").json["paths"][WEBHOOK]["post"]

    assert set(operation["responses"]["200"]["content"]) == {
        "application/json",
        "text/event-stream",
    }
    assert [each["name"] for each in operation["parameters"]] == ["stream"]
