"""What the tools say of themselves, and what they answer."""

import json
import threading
from dataclasses import replace

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from mcp import MCPError

from index.errors import IndexRebuilding, StoreBusy, StoreMismatch, StoreUnavailable
from service.mcp.server import build_server

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
FIELDS = "question query top_k filters threshold article_id field operator value conditions"
NAMES = TEXT | st.sampled_from(FIELDS.split())


@pytest.fixture
def planted(desk, make_article):
    """Articles that the stand-in for a reader finds numbers in."""
    articles = [
        make_article("gazette/tilleuls 🌳", "Le maire a planté 12 tilleuls.", title="Les tilleuls"),
        make_article("ponts", "La ville a 3 ponts.", language="fr"),
    ]
    desk.engine.add(articles)
    return articles


def text_of(result):
    return [block.text for block in result.content]


def test_there_are_three_tools_that_change_nothing(speak):
    tools = speak(lambda client: client.list_tools()).tools

    assert [tool.name for tool in tools] == ["ask", "search", "get_article"]
    for tool in tools:
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.destructive_hint is False
        assert tool.annotations.open_world_hint is False
        for schema in (tool.input_schema, tool.output_schema):
            Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"
    assert tools[0].input_schema["required"] == ["question"]
    assert tools[0].input_schema["additionalProperties"] is False


def test_a_model_is_told_that_answers_are_quotations_and_may_be_missing(speak):
    async def read(client):
        return client.instructions, (await client.list_tools()).tools[0].description

    instructions, description = speak(read)

    for told in (instructions, description):
        assert "verbatim" in told
        assert "`answered` is false" in told


def test_an_answer_is_cited_as_the_api_cites_it(speak, planted):
    result = speak.call("ask", question="Combien de tilleuls ?", top_k=1)

    assert not result.is_error
    found = result.structured_content
    assert (found["answered"], found["answer"]) == (True, "12 tilleuls")
    [citation] = found["answers"][0]["citations"]
    assert citation["article_id"] == "gazette/tilleuls 🌳"
    assert planted[0].text[citation["start"] : citation["end"]] == "12 tilleuls"
    # For clients that look at the text alone it is the same.
    assert [json.loads(text) for text in text_of(result)] == [found]


def test_a_question_that_is_declined_is_no_error(speak, planted):
    result = speak.call("ask", question="Combien de tilleuls ?", threshold=1.0)

    assert not result.is_error
    found = result.structured_content
    assert (found["answered"], found["answer"]) == (False, None)
    assert found["no_answer_reason"] == "low_confidence"
    assert found["passages"]


def test_filters_leave_what_they_match(speak, planted):
    only = {"field": "meta.article_id", "operator": "==", "value": "ponts"}

    asked = speak.call("ask", question="Combien ?", filters=only).structured_content
    searched = speak.call("search", query="tilleuls", filters=only).structured_content

    assert asked["answer"] == "3 ponts"
    assert {passage["article_id"] for passage in searched["passages"]} == {"ponts"}


def test_a_search_finds_passages(speak, planted):
    found = speak.call("search", query="tilleuls", top_k=1).structured_content

    [passage] = found["passages"]
    assert passage["text"] == "Le maire a planté 12 tilleuls."


def test_an_article_is_read_whole(speak, planted):
    found = speak.call("get_article", article_id="gazette/tilleuls 🌳").structured_content

    assert found["text"] == planted[0].text
    assert found["title"] == "Les tilleuls"
    assert found["version"] == planted[0].version


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("ask", {}, "question is required"),
        ("ask", {"question": ""}, "question must have at least 1 character"),
        ("ask", {"question": " "}, "question must not be blank"),
        ("ask", {"question": "x" * 1001}, "question must have at most 1000 characters"),
        ("ask", {"question": "Qui ?", "top_k": 21}, "top_k must be at most 20"),
        ("ask", {"question": "Qui ?", "top_k": "3"}, "top_k must be an integer"),
        ("ask", {"question": "Qui ?", "threshold": 2}, "threshold must be at most 1"),
        ("ask", {"question": "Qui ?", "debug": True}, "debug is not known here"),
        ("ask", {"question": "Qui ?", "filters": {"field": "x"}}, "filters.operator is required"),
        (
            "search",
            {
                "query": "x",
                "filters": {"field": "meta.language", "operator": ">", "value": "fr"},
            },
            "filters needs a number or an ISO 8601 date",
        ),
        ("search", {"query": None}, "query must be a string"),
        ("get_article", {"article_id": "nulle part"}, "There is no article 'nulle part'."),
        ("get_article", {"article_id": "\0"}, "article_id must not have a NUL character"),
    ],
)
def test_what_the_caller_can_mend_is_said_in_the_result(
    desk, talk_to, limits, tool, arguments, told
):
    server = build_server(desk.engine, limits)

    result = talk_to(server, lambda client: client.call_tool(tool, arguments))

    assert result.is_error
    assert result.structured_content is None
    assert told in text_of(result)[0]


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (StoreBusy("locked"), "being changed"),
        (IndexRebuilding(), "being rebuilt"),
        (StoreUnavailable("Cannot open /srv/secret."), "cannot be reached"),
        (StoreMismatch("/srv/secret has another encoder"), "cannot be reached"),
        (RuntimeError("Traceback of /srv/secret"), "Something went wrong"),
    ],
)
def test_a_failure_is_told_without_the_inside(speak, desk, planted, caplog, failure, told):
    def fail():
        raise failure

    desk.reader.before = fail

    result = speak.call("ask", question="Combien de tilleuls ?")

    assert result.is_error
    assert told in text_of(result)[0]
    assert "secret" not in text_of(result)[0]
    # Those who run it are told where to look.
    if "secret" in str(failure):
        assert "secret" in caplog.text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda each: st.lists(each, max_size=3) | st.dictionaries(NAMES, each, max_size=4),
    max_leaves=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["ask", "search", "get_article"]), st.dictionaries(NAMES, JSON, max_size=5))
def test_whatever_the_arguments_they_are_answered_or_refused(
    desk, talk_to, limits, tool, arguments
):
    server = build_server(desk.engine, limits)

    result = talk_to(server, lambda client: client.call_tool(tool, arguments), mode="legacy")

    if result.is_error:
        assert text_of(result)[0].startswith(("Not acceptable: ", "filters ", "There is no "))


def test_a_tool_that_is_not_there(speak):
    with pytest.raises(MCPError, match="there are ask, search, get_article"):
        speak.call("delete_article", article_id="ponts")


def test_a_call_that_runs_does_not_hold_up_others(desk, planted, talk_to, limits):
    reading, done = threading.Event(), threading.Event()

    def block():
        reading.set()
        assert done.wait(30)

    desk.reader.before = block

    async def talk(client):
        async with anyio.create_task_group() as group:
            group.start_soon(client.call_tool, "ask", {"question": "Combien de ponts ?"})
            await anyio.to_thread.run_sync(reading.wait)
            answered = await client.call_tool("search", {"query": "ponts", "top_k": 1})
            still_reading = not done.is_set()
            done.set()
        return answered, still_reading

    answered, still_reading = talk_to(build_server(desk.engine, limits), talk)

    assert still_reading
    assert answered.structured_content["passages"][0]["article_id"] == "ponts"


def all_at_once(count, done, results, first):
    """Asks so many times; after the ``first`` results the reader goes on."""

    async def talk(client):
        async def ask():
            results.append(await client.call_tool("ask", {"question": "Combien de ponts ?"}))
            if len(results) == first:
                done.set()

        async with anyio.create_task_group() as group:
            for _ in range(count):
                group.start_soon(ask)

    return talk


@pytest.mark.parametrize(
    ("threads", "told"),
    [(32, "More questions are waiting than will be read soon."), (3, "Too many calls at once")],
)
def test_more_questions_than_can_wait_are_turned_away_at_once(
    desk, planted, talk_to, limits, threads, told
):
    done, results = threading.Event(), []
    desk.reader.before = lambda: done.wait(30)

    server = build_server(desk.engine, replace(limits, threads=threads))
    talk_to(server, all_at_once(20, done, results, first=17))

    # One is read and two wait.
    assert [result.is_error for result in results] == [True] * 17 + [False] * 3
    for result in results[:17]:
        assert text_of(result)[0].startswith(told)


def test_time_can_be_over_in_the_line(desk, planted, talk_to, limits):
    done, results = threading.Event(), []
    desk.reader.before = lambda: done.wait(30)

    server = build_server(desk.engine, replace(limits, ask_seconds=1.0))
    talk_to(server, all_at_once(2, done, results, first=1))

    # The one that waited is the first to be back; the other could not be stopped.
    assert results[0].is_error
    assert text_of(results[0]) == ["The question's time was over while others were being read."]


def test_time_can_be_over_before_anything_is_read(desk, planted, talk_to, limits):
    server = build_server(desk.engine, replace(limits, ask_seconds=1e-9))
    question = {"question": "Combien de ponts ?"}

    result = talk_to(server, lambda client: client.call_tool("ask", question))

    assert result.is_error
    assert text_of(result) == ["The question's time was over before any passage was read."]
