"""Answers piece by piece, as OpenAI's client for Python reads them."""

import json

from openai.types.chat import ChatCompletionChunk
from openai.types.responses import ResponseStreamEvent
from pydantic import TypeAdapter

MESSAGES = [{"role": "user", "content": "Le pont est-il ouvert ?"}]
TEXT = "Le [1]\n\n[1] Le pont, La Gazette, 2024-05-31: “Le pont 🌉 est ouvert.”"


def stream(sdk, messages=MESSAGES, **parameters):
    return list(
        sdk.chat.completions.create(model="citeqa", messages=messages, stream=True, **parameters)
    )


def data_lines(response):
    return [line[6:] for line in response.text.split("\n") if line.startswith("data: ")]


def test_the_chunks_of_a_chat_completion(sdk, bridge):
    chunks = stream(sdk)

    deltas = [chunk.choices[0].delta for chunk in chunks]
    assert deltas[0].role == "assistant"
    assert "".join(delta.content or "" for delta in deltas) == TEXT
    assert len([delta for delta in deltas if delta.content]) > 5
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [None] * (len(chunks) - 1) + [
        "stop"
    ]
    assert len({(chunk.id, chunk.created) for chunk in chunks}) == 1
    assert all("usage" not in chunk.model_fields_set for chunk in chunks)


def test_the_sources_come_after_the_text_and_the_whole_answer_at_the_end(sdk, bridge):
    *_, cited, last = stream(sdk)

    (annotation,) = cited.choices[0].delta.annotations
    place = annotation["url_citation"]
    assert TEXT[place["start_index"] : place["end_index"]] == "[1]"
    assert place["url"] == "https://gazette.example/pont"
    assert last.model_extra["citeqa"]["answer"] == "Le"


def test_usage_comes_last_and_only_when_asked_for(sdk, bridge):
    *others, last = stream(sdk, stream_options={"include_usage": True})

    assert last.choices == []
    assert last.usage.total_tokens == 34
    assert all(chunk.usage is None and "usage" in chunk.model_fields_set for chunk in others)


def test_the_stream_on_the_wire(http, bridge):
    response = http.post(
        "/v1/chat/completions", json={"model": "citeqa", "messages": MESSAGES, "stream": True}
    )

    assert response.content_type == "text/event-stream; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Accel-Buffering"] == "no"
    assert response.is_streamed
    *chunks, end = data_lines(response)
    assert end == "[DONE]"
    assert response.text.endswith("data: [DONE]\n\n")
    for chunk in chunks:
        ChatCompletionChunk.model_validate_json(chunk, strict=True)


def test_separators_of_lines_in_an_article_do_not_break_the_stream(sdk, http, engine, bridge):
    text = "La digue\u2028a\u0085tenu."
    engine.put(type(bridge)(id="x", text=text))

    response = http.post(
        "/v1/chat/completions",
        json={"model": "citeqa", "messages": [user("digue ?")], "stream": True},
    )

    assert response.text.isascii()
    *_, last = stream(sdk, [user("digue ?")])
    assert last.model_extra["citeqa"]["answers"][0]["citations"][0]["quote"] == text


def test_open_webui_is_told_of_the_sources(http, bridge, nameless):
    """What its ``middleware.py`` does with a chunk: ``event`` is shown as it is, and
    annotations with an address become sources of the same id."""
    for question, source, quote in (
        ("Le ?", "https://gazette.example/pont", bridge.text),
        ("digue ?", "dépêche/1", nameless.text),
    ):
        body = {"model": "citeqa", "messages": [user(question)], "stream": True}
        *chunks, _ = data_lines(http.post("/v1/chat/completions", json=body))
        (event,) = [chunk["event"] for chunk in map(json.loads, chunks) if "event" in chunk]

        assert event["type"] == "source"
        assert event["data"]["document"] == [quote]
        assert [each["source"] for each in event["data"]["metadata"]] == [source]


def test_no_answer_streams_too(sdk, bridge):
    chunks = stream(sdk, [user("Quoi ?")])

    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert said == "Désolé, les articles ne répondent pas à cette question."
    assert not any("annotations" in (c.choices[0].delta.model_extra or {}) for c in chunks)


def test_what_fails_before_the_stream_is_an_ordinary_error(http, engine):
    engine.failure = RuntimeError("broken")
    body = {"model": "citeqa", "messages": MESSAGES, "stream": True}

    response = http.post("/v1/chat/completions", json=body)

    assert response.status_code == 500
    assert response.content_type == "application/json"
    assert response.json["error"]["type"] == "server_error"


def test_the_events_of_a_response(sdk, bridge):
    events = list(sdk.responses.create(model="citeqa", input="Le pont ?", stream=True))

    kinds = [event.type for event in events]
    deltas = kinds.count("response.output_text.delta")
    assert deltas > 5
    assert kinds == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
        *["response.output_text.delta"] * deltas,
        "response.output_text.annotation.added",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert "".join(e.delta for e in events if e.type == "response.output_text.delta") == TEXT
    assert events[-4].text == TEXT
    assert events[-1].response.output_text == TEXT
    assert events[-1].response.model_extra["citeqa"]["answer"] == "Le"


def test_each_event_is_named_and_what_openais_types_say(http, bridge):
    response = http.post(
        "/v1/responses", json={"model": "citeqa", "input": "Le pont ?", "stream": True}
    )

    adapter = TypeAdapter(ResponseStreamEvent)
    blocks = response.text.removesuffix("\n\n").split("\n\n")
    for block in blocks:
        name, data = block.split("\n")
        event = adapter.validate_json(data.removeprefix("data: "), strict=True)
        assert name == f"event: {event.type}"


def test_the_clients_helper_gathers_a_stream(sdk, bridge):
    with sdk.responses.stream(model="citeqa", input="Le pont ?") as events:
        for _ in events:
            pass
        final = events.get_final_response()

    assert final.output_text == TEXT
    again = [*final.output, {"role": "user", "content": "Le pont ?"}]
    assert sdk.responses.create(model="citeqa", input=again).output_text == TEXT
    assert final.output[0].content[0].annotations[0].url == "https://gazette.example/pont"


def test_the_clients_helper_gathers_a_chat(sdk, engine, bridge):
    with sdk.chat.completions.stream(model="citeqa", messages=MESSAGES) as events:
        for _ in events:
            pass
        final = events.get_final_completion()

    message = final.choices[0].message
    assert message.content == TEXT
    for again in (message, message.model_dump()):
        sdk.chat.completions.create(model="citeqa", messages=[*MESSAGES, again, *MESSAGES])
        (turn,) = engine.conversation
        assert turn.answer == "Le"


def user(text):
    return {"role": "user", "content": text}
