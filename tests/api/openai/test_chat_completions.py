"""Chat completions, as OpenAI's client for Python has them."""

import openai
import pytest
from openai.types.chat import ChatCompletion

QUESTION = "Le pont est-il ouvert ?"
SOURCES = "\n\n[1] Le pont, La Gazette, 2024-05-31: “Le pont 🌉 est ouvert.”"


def ask(sdk, content=QUESTION, **parameters):
    messages = parameters.pop("messages", [{"role": "user", "content": content}])
    return sdk.chat.completions.create(model="citeqa", messages=messages, **parameters)


def test_the_answer_is_quoted_with_a_number_and_its_source(sdk, bridge):
    completion = ask(sdk)

    choice = completion.choices[0]
    assert choice.message.content == "Le [1]" + SOURCES
    assert choice.message.role == "assistant"
    assert choice.finish_reason == "stop"
    assert completion.object == "chat.completion"
    assert completion.model == "citeqa"
    assert completion.id.startswith("chatcmpl-")


def test_the_annotation_selects_the_number(sdk, bridge):
    message = ask(sdk, "🌉 ?").choices[0].message

    (annotation,) = message.annotations
    cited = annotation.url_citation
    # The answer is one code point, which is two units of UTF-16.
    assert (cited.start_index, cited.end_index) == (2, 5)
    assert message.content[cited.start_index : cited.end_index] == "[1]"
    assert (cited.title, cited.url) == ("Le pont", "https://gazette.example/pont")
    assert annotation.type == "url_citation"


def test_an_article_without_an_address_is_cited_as_a_file(sdk, nameless):
    message = ask(sdk, "digue ?").choices[0].message

    assert message.content == "digue [1]\n\n[1] dépêche/1: “La digue 🌊 a tenu.”"
    (annotation,) = message.annotations
    assert annotation.type == "file_citation"
    assert annotation.file_citation == {"file_id": "dépêche/1", "filename": "dépêche/1", "index": 6}


def test_the_whole_answer_comes_along(sdk, http, bridge):
    citeqa = ask(sdk).model_extra["citeqa"]

    asked = http.post("/v1/ask", json={"question": QUESTION}).json
    assert citeqa.keys() == asked.keys()
    assert citeqa["answers"] == asked["answers"]
    assert citeqa["answers"][0]["citations"][0]["quote"] == bridge.text
    assert citeqa["answered"] is True


def test_openais_types_accept_it_strictly(http, bridge):
    body = {"model": "citeqa", "messages": [{"role": "user", "content": QUESTION}]}

    response = http.post("/v1/chat/completions", json=body)

    assert response.content_type == "application/json"
    completion = ChatCompletion.model_validate_json(response.data, strict=True)
    assert completion.model_dump(exclude_unset=True) == response.json
    assert completion.usage.prompt_tokens == 7
    # Answer, number, title, source, date and quote; the emoji counts as one mark.
    assert completion.usage.completion_tokens == 27
    assert completion.usage.total_tokens == 34


def test_no_answer_is_a_polite_sentence_in_the_language_of_the_question(sdk, bridge):
    completion = ask(sdk, "Quoi ?")

    choice = completion.choices[0]
    assert choice.message.content == ("Désolé, les articles ne répondent pas à cette question.")
    assert choice.finish_reason == "stop"
    assert choice.message.annotations == []
    assert choice.message.refusal is None
    assert completion.model_extra["citeqa"]["answered"] is False


def test_no_articles_are_no_invention_either(sdk):
    completion = ask(sdk)

    assert completion.choices[0].message.content == (
        "Il n’y a pas encore d’articles où chercher une réponse."
    )
    assert completion.model_extra["citeqa"]["no_answer_reason"] == "empty_index"


def test_the_last_user_message_is_the_question(sdk, engine, bridge):
    ask(
        sdk,
        messages=[
            {"role": "system", "content": "Answer in verse."},
            {"role": "user", "content": "Le pont ?"},
            {"role": "assistant", "content": "Hm."},
            {"role": "user", "content": [{"type": "text", "text": "Il est ouvert ?"}]},
        ],
    )

    assert engine.seen["question"] == "Il est ouvert ?"


def test_what_has_no_effect_is_accepted_within_its_range(sdk, bridge):
    completion = ask(
        sdk,
        temperature=2,
        top_p=0.5,
        presence_penalty=-2,
        frequency_penalty=2.0,
        max_tokens=1,
        max_completion_tokens=1,
        seed=-1,
        stop=["a", "b", "c", "d"],
        user="u",
        metadata={"k": "v"},
        logit_bias={"50256": -100},
        n=1,
        store=True,
        logprobs=False,
        response_format={"type": "text"},
        tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
        tool_choice="auto",
        parallel_tool_calls=False,
        modalities=["text"],
    )

    # Cut short, the answer would no longer be what the article says.
    assert completion.choices[0].message.content == "Le [1]" + SOURCES
    assert completion.choices[0].message.tool_calls is None


TEXT = {"type": "text", "text": "a"}
IMAGE = {"type": "image_url", "image_url": {"url": "data:,"}}
QUESTIONER = {"role": "user", "content": "Qui ?"}
JSON_SCHEMA = {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}


@pytest.mark.parametrize(
    ("parameters", "param", "code"),
    [
        ({"n": 2}, "n", "unsupported_value"),
        ({"tool_choice": "required"}, "tool_choice", "unsupported_value"),
        ({"response_format": {"type": "json_object"}}, "response_format", "unsupported_value"),
        ({"response_format": JSON_SCHEMA}, "response_format", "unsupported_value"),
        ({"logprobs": True}, "logprobs", "unsupported_value"),
        ({"top_logprobs": 2}, "top_logprobs", "unsupported_value"),
        ({"modalities": ["text", "audio"]}, "modalities[1]", "unsupported_value"),
        ({"temperature": 2.1}, "temperature", "invalid_value"),
        ({"top_p": -0.1}, "top_p", "invalid_value"),
        ({"presence_penalty": 3}, "presence_penalty", "invalid_value"),
        ({"max_tokens": 0}, "max_tokens", "invalid_value"),
        ({"temperature": "hot"}, "temperature", "invalid_value"),
        ({"stop": ["a", "b", "c", "d", "e"]}, "stop", "invalid_value"),
        ({"logit_bias": {"1": 101}}, "logit_bias.1", "invalid_value"),
        ({"extra_body": {"top_k": 3}}, "top_k", "unknown_parameter"),
        ({"stream_options": {"include_usage": True}}, "stream_options", "invalid_value"),
        ({"stream_options": {}, "stream": False}, "stream_options", "invalid_value"),
        ({"messages": []}, "messages", "invalid_value"),
        ({"messages": [QUESTIONER] * 2049}, "messages", "invalid_value"),
        ({"content": [TEXT] * 257}, "messages[0].content", "invalid_value"),
        ({"content": [TEXT, {"type": "video"}]}, "messages[0].content[1]", "unsupported_value"),
        ({"content": [{"type": ["text"]}]}, "messages[0].content[0]", "unsupported_value"),
        ({"messages": [{"role": "user"}]}, "messages[0]", "invalid_value"),
        ({"messages": [{"role": "system", "content": "Hm."}]}, "messages", "invalid_value"),
        ({"messages": [{"role": "user", "content": " "}]}, "messages[0].content", "invalid_value"),
        ({"content": "x" * 1001}, "messages[0].content", "invalid_value"),
        ({"content": [IMAGE]}, "messages[0].content[0]", "unsupported_value"),
        (
            {"messages": [QUESTIONER, {"role": "user", "content": [TEXT, IMAGE]}]},
            "messages[1].content[1]",
            "unsupported_value",
        ),
    ],
)
def test_what_cannot_be_done_is_refused(sdk, bridge, parameters, param, code):
    with pytest.raises(openai.BadRequestError) as caught:
        ask(sdk, **parameters)

    assert caught.value.status_code == 400
    assert caught.value.param == param
    assert caught.value.code == code
    assert caught.value.type == "invalid_request_error"


def test_pictures_in_earlier_messages_are_passed_over(sdk, engine, bridge):
    ask(
        sdk,
        messages=[
            {"role": "user", "content": [IMAGE]},
            {"role": "assistant", "content": "Une image."},
            {"role": "user", "content": [TEXT | {"text": "Et ce pont ?"}, IMAGE]},
            {"role": "assistant", "content": "Beau."},
            user("Le pont est-il ouvert ?"),
        ],
    )

    assert engine.seen["question"] == "Le pont est-il ouvert ?"
    assert [(turn.question, turn.answer) for turn in engine.conversation] == [
        ("Et ce pont ?", "Beau.")
    ]


def test_as_much_as_is_allowed(sdk, engine, bridge):
    content = [TEXT | {"text": ""}] * 255 + [TEXT | {"text": "pont"}]
    ask(sdk, messages=[QUESTIONER] * 2047 + [{"role": "user", "content": content}])

    assert engine.seen["question"].endswith("pont")


@pytest.mark.parametrize(
    ("question", "answer", "article_id"),
    [("digue ?", "digue", "dépêche/1"), ("pont ?", "pont", "gazette/pont")],
)
def test_an_answer_can_be_sent_back(sdk, engine, nameless, bridge, question, answer, article_id):
    first = ask(sdk, question).choices[0].message

    ask(sdk, messages=[user(question), first, user("Et quand ?")])

    (turn,) = engine.conversation
    assert (turn.question, turn.answer, turn.article_ids) == (question, answer, (article_id,))


def test_what_was_said_before_may_hold_what_no_answer_does(http, engine, bridge):
    said = [user("Qui ?"), {"role": "assistant", "content": "a\0b"}, user("Le pont ?")]

    response = http.post("/v1/chat/completions", json={"model": "citeqa", "messages": said})

    assert response.status_code == 200
    (turn,) = engine.conversation
    assert (turn.question, turn.answer) == ("Qui ?", None)


def test_what_was_declined_has_no_answer_later(sdk, engine, bridge):
    first = ask(sdk, "Quoi ?").choices[0].message

    ask(sdk, messages=[user("Quoi ?"), first, user("Et le pont ?")])

    (turn,) = engine.conversation
    assert (turn.question, turn.answer) == ("Quoi ?", None)


def user(text):
    return {"role": "user", "content": text}
