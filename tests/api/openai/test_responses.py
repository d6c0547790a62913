"""Responses, as OpenAI's client for Python has them."""

import openai
import pytest
from openai.types.responses import Response

TEXT = "Le [1]\n\n[1] Le pont, La Gazette, 2024-05-31: “Le pont 🌉 est ouvert.”"


def ask(sdk, question="Le pont est-il ouvert ?", **parameters):
    return sdk.responses.create(model="citeqa", input=question, **parameters)


def test_the_answer_is_quoted_with_a_number_and_its_source(sdk, bridge):
    response = ask(sdk)

    assert response.output_text == TEXT
    assert response.status == "completed"
    (annotation,) = response.output[0].content[0].annotations
    assert annotation.type == "url_citation"
    assert TEXT[annotation.start_index : annotation.end_index] == "[1]"
    assert (annotation.title, annotation.url) == ("Le pont", bridge.url)
    assert response.model_extra["citeqa"]["answer"] == "Le"


def test_an_article_without_an_address_is_cited_as_a_file(sdk, nameless):
    response = ask(sdk, "🌊 ?")

    (annotation,) = response.output[0].content[0].annotations
    assert annotation.type == "file_citation"
    assert (annotation.file_id, annotation.filename) == ("dépêche/1", "dépêche/1")
    assert response.output_text[: annotation.index] == "🌊 "
    assert response.output_text[annotation.index :].startswith("[1]")


@pytest.mark.parametrize("question", ["Le pont ?", "digue ?", "Quoi ?"])
def test_openais_types_accept_it_strictly(http, bridge, nameless, question):
    body = {
        "model": "citeqa",
        "input": [{"role": "user", "content": [{"type": "input_text", "text": question}]}],
        "instructions": "Be brief.",
        "tools": [{"type": "function", "name": "f", "parameters": {}, "strict": True}],
        "temperature": 0.5,
        "metadata": {"k": "v"},
        "text": {"format": {"type": "text"}, "verbosity": "low"},
    }

    response = http.post("/v1/responses", json=body)

    parsed = Response.model_validate_json(response.data, strict=True)
    assert parsed.model_dump(exclude_unset=True) == response.json
    # What was asked for is told again.
    assert (parsed.instructions, parsed.temperature) == ("Be brief.", 0.5)
    assert (parsed.metadata, parsed.text.verbosity) == ({"k": "v"}, "low")
    assert parsed.tools[0].name == "f"
    assert parsed.usage.total_tokens == parsed.usage.input_tokens + parsed.usage.output_tokens
    # "Be brief." has three, each question a word and a mark, or three.
    assert parsed.usage.input_tokens == 3 + len(question.split())


def test_no_answer_is_a_polite_sentence(sdk, bridge):
    response = ask(sdk, "Quoi ?")

    assert response.output_text == ("Désolé, les articles ne répondent pas à cette question.")
    assert response.output[0].content[0].annotations == []
    assert response.status == "completed"


@pytest.mark.parametrize(
    ("question", "answer", "article_id"),
    [("digue ?", "digue", "dépêche/1"), ("pont ?", "pont", "gazette/pont")],
)
def test_the_output_can_be_sent_back(sdk, engine, nameless, bridge, question, answer, article_id):
    first = ask(sdk, question)

    ask(
        sdk,
        [
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": question},
            *first.output,
            {"role": "user", "content": "Et quand ?"},
        ],
    )

    assert engine.seen["question"] == "Et quand ?"
    (turn,) = engine.conversation
    assert (turn.question, turn.answer, turn.article_ids) == (question, answer, (article_id,))


def test_pictures_in_earlier_messages_are_passed_over(sdk, engine, bridge):
    picture = {"type": "input_image", "image_url": "data:,", "detail": "auto"}
    text = {"type": "input_text", "text": "Et ce pont ?"}
    ask(
        sdk,
        [
            {"role": "user", "content": [text, picture]},
            {"role": "user", "content": "Le pont est-il ouvert ?"},
        ],
    )

    assert [turn.question for turn in engine.conversation] == ["Et ce pont ?"]


@pytest.mark.parametrize(
    ("parameters", "param", "code"),
    [
        ({"previous_response_id": "resp_1"}, "previous_response_id", "unsupported_value"),
        ({"background": True}, "background", "unsupported_value"),
        ({"conversation": "conv_1"}, "conversation", "unsupported_value"),
        ({"reasoning": {"effort": "low"}}, "reasoning", "unsupported_value"),
        ({"tool_choice": "required"}, "tool_choice", "unsupported_value"),
        ({"text": {"format": {"type": "json_object"}}}, "text.format", "unsupported_value"),
        ({"max_output_tokens": 15}, "max_output_tokens", "invalid_value"),
        ({"temperature": -1}, "temperature", "invalid_value"),
        ({"stream_options": {"include_obfuscation": False}}, "stream_options", "invalid_value"),
        ({"question": []}, "input", "invalid_value"),
        ({"question": [{"role": "user", "content": "a"}] * 2049}, "input", "invalid_value"),
        ({"question": "\n"}, "input", "invalid_value"),
        ({"question": 3}, "input", "invalid_value"),
        (
            {"question": [{"type": "item_reference", "id": "msg_1"}]},
            "input[0]",
            "unsupported_value",
        ),
        (
            {"question": [{"role": "user", "content": [{"type": "input_image"}]}]},
            "input[0].content[0]",
            "unsupported_value",
        ),
        ({"extra_body": {"n": 1}}, "n", "unknown_parameter"),
    ],
)
def test_what_cannot_be_done_is_refused(sdk, bridge, parameters, param, code):
    with pytest.raises(openai.BadRequestError) as caught:
        ask(sdk, **parameters)

    assert (caught.value.param, caught.value.code) == (param, code)
