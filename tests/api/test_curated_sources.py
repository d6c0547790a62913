"""What a curated answer rests on, in every shape that a chatbot speaks."""

import importlib.util
import json
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from openai.types.chat import ChatCompletion
from openai.types.responses import Response

from index.reply import CitedAnswer, Confidence, Curated, CuratedSource

EXAMPLES = Path(__file__).parents[2] / "examples"
QUESTION = "Quand ouvrez-vous ?"
ANSWER = "De 9 h à 17 h.\n\n[1] Sauf le lundi."
PAGE = CuratedSource("Nos horaires", "https://gazette.example/horaires", "La Gazette")
BOOK = CuratedSource("Le registre", None, None)


@pytest.fixture
def give(engine, bridge, monkeypatch):
    """Has the engine give a curated answer that rests on ``source``."""
    asked = engine.ask

    def curate(source):
        answer = CitedAnswer(ANSWER, 1.0, Confidence.HIGH, "fr", ())
        curated = Curated("horaires", QUESTION, 1.0, source)

        def ask(question, **options):
            reply = asked(question, **options)
            return replace(
                reply, answered=True, answers=(answer,), no_answer_reason=None, curated=curated
            )

        monkeypatch.setattr(engine, "ask", ask)

    return curate


@pytest.mark.parametrize(
    ("source", "line"),
    [(PAGE, "Nos horaires, La Gazette"), (BOOK, "Le registre")],
)
def test_openais_clients_see_it(client, engine, give, source, line):
    give(source)
    messages = [{"role": "user", "content": QUESTION}]

    chat = client.post("/v1/chat/completions", json={"model": "citeqa", "messages": messages})
    response = client.post("/v1/responses", json={"model": "citeqa", "input": messages})

    message = chat.json["choices"][0]["message"]
    [part] = response.json["output"][0]["content"]
    assert message["content"] == part["text"] == f"{ANSWER} [1]\n\n[1] {line}"
    expected = []
    if source.url:
        start = len(ANSWER) + 1
        about = {"title": source.title, "url": source.url, "article_id": None}
        expected = [{"start_index": start, "end_index": start + 3} | about]
    assert [each["url_citation"] for each in message["annotations"]] == expected
    assert part["annotations"] == [{"type": "url_citation"} | each for each in expected]
    ChatCompletion.model_validate_json(chat.data, strict=True)
    Response.model_validate_json(response.data, strict=True)


def test_what_is_sent_back_is_the_answer_alone(client, engine, give):
    give(PAGE)
    body = {"model": "citeqa", "messages": [{"role": "user", "content": QUESTION}]}
    message = client.post("/v1/chat/completions", json=body).json["choices"][0]["message"]
    body["messages"] += [message, {"role": "user", "content": "Et le lundi ?"}]

    client.post("/v1/chat/completions", json=body)

    [turn] = engine.conversation
    assert (turn.question, turn.answer, turn.article_ids) == (QUESTION, ANSWER, ())


def test_streams_show_it(client, give):
    give(BOOK)
    body = {"model": "citeqa", "messages": [{"role": "user", "content": QUESTION}], "stream": True}

    text = client.post("/v1/chat/completions", json=body).text

    chunks = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]
    [event] = [chunk["event"] for chunk in chunks if "event" in chunk]
    assert event["data"]["source"] == {"name": "Le registre"}
    assert event["data"]["document"] == ["Le registre"]
    assert len(event["data"]["metadata"]) == 1


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (PAGE, "Nos horaires, La Gazette, https://gazette.example/horaires"),
        (BOOK, "Le registre"),
    ],
)
def test_rasas_clients_see_it(client, give, source, line):
    give(source)

    [reply] = client.post("/webhooks/rest/webhook", json={"message": QUESTION}).json

    assert reply["text"] == f"{ANSWER}\n\n— {line}"


@pytest.mark.parametrize(
    ("source", "line"),
    [(PAGE, "Nos horaires https://gazette.example/horaires"), (BOOK, "Le registre")],
)
def test_the_rasa_action_tells_it(client, give, monkeypatch, source, line):
    sdk, executor = ModuleType("rasa_sdk"), ModuleType("rasa_sdk.executor")
    sdk.Action = sdk.Tracker = executor.CollectingDispatcher = object
    monkeypatch.setitem(sys.modules, "rasa_sdk", sdk)
    monkeypatch.setitem(sys.modules, "rasa_sdk.executor", executor)
    spec = importlib.util.spec_from_file_location("actions", EXAMPLES / "rasa" / "actions.py")
    actions = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(actions)
    give(source)

    reply = client.post("/v1/ask", json={"question": QUESTION}).json

    assert actions.told(reply) == f"{ANSWER}\n\n— {line}"
