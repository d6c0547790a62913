"""Questions and filters that are some database's query language are words and values here."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from index.milvus.filters import compile_filters
from index.milvus.quoting import quoted

QUESTIONS = [
    'NEAR("maire" "tilleuls", 2)',
    "NEAR(",
    '"',
    '"maire',
    "maire*",
    "^maire",
    "text:maire",
    "maire AND",
    "OR NOT",
    "NOT maire",
    "maire + -tilleuls",
    "{text title}: maire",
    "'; DROP TABLE articles; --",
    "maire' UNION SELECT * FROM passages --",
    "maire\" or keys['a'] == \"b",
    "%s %d {0} {maire} ${jndi:ldap://x/a} {{7*7}}",
    "(a+)+$ .* [a-z] \\",
    "a OR " * 190,
    "\u202emaire\u2066 \u2028 \ufeff \u0000"[:-1],
    "🌉" * 1000,
    "e" + "\u0301" * 999,
]


@pytest.fixture
def filled(client: FlaskClient) -> FlaskClient:
    for name in ("un", "deux"):
        body = {"text": f"Le maire a planté 12 tilleuls, dit-on à {name}.", "meta": {"k": name}}
        assert client.put(f"/v1/articles/{name}", json=body).status_code == 201
    return client


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda text: repr(text[:20]))
def test_a_question_is_words(filled: FlaskClient, question: str) -> None:
    asked = filled.post("/v1/ask", json={"question": question, "threshold": 0})
    found = filled.post("/v1/search", json={"query": question})

    assert (asked.status_code, found.status_code) == (200, 200), asked.text
    assert asked.json["question"] == question
    assert len(found.json["passages"]) == 2
    assert filled.get("/v1/articles").json["total"] == 2


def test_a_question_of_ten_thousand_words_is_too_long_for_the_api(filled: FlaskClient) -> None:
    assert filled.post("/v1/ask", json={"question": "mot " * 10_000}).status_code == 422


def test_and_is_answered_by_the_engine(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("a"))
    question = " ".join(f"mot{number}" for number in range(10_000)) + " tilleuls"
    assert desk.engine.search(question).passages[0].meta["article_id"] == "a"


VALUES = ["' OR '1'='1", "un'; DROP TABLE articles; --", 'un" or "1" == "1', "%", "_", "?", "*"]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("operator", ["==", "in"])
def test_a_value_is_a_value(filled: FlaskClient, value: str, operator: str) -> None:
    filters = {"field": "k", "operator": operator, "value": [value] if operator == "in" else value}
    found = filled.post("/v1/search", json={"query": "maire", "filters": filters})
    assert (found.status_code, found.json["passages"]) == (200, [])


@pytest.mark.parametrize(
    "field", ["k') OR 1=1 --", "$.k", "k]", "meta.k.0", "rowid", "a.*", "' || '"]
)
def test_a_field_is_a_name(filled: FlaskClient, field: str) -> None:
    filters = {"field": field, "operator": "==", "value": "un"}
    found = filled.post("/v1/search", json={"query": "maire", "filters": filters})
    assert (found.status_code, found.json["passages"]) == (200, [])


TEXT = st.text(st.characters(exclude_categories=("Cs",))) | st.sampled_from(
    [*VALUES, '" or true or "']
)
#: All that an expression is made of beside its literals.
GRAMMAR = re.compile(r"keys|number|not|and|or|in|exists|[<>=!]=?|[()\[\],. 0-9]")
LITERAL = re.compile(r'"[A-Za-z0-9_:-]*"')


@given(TEXT.filter(lambda name: name and '"' not in name), TEXT | st.integers() | st.booleans())
@settings(max_examples=200, deadline=None)
def test_nothing_of_a_filter_stands_in_a_milvus_expression(field: str, value: Any) -> None:
    filters = {
        "operator": "NOT",
        "conditions": [
            {"field": field, "operator": "==", "value": value},
            {"field": field, "operator": "in", "value": [value, None]},
        ],
    }
    expression = compile_filters(filters, {})
    assert GRAMMAR.sub("", LITERAL.sub("", expression)) == ""


@given(TEXT)
def test_an_id_ends_no_literal_of_milvus(text: str) -> None:
    assert re.fullmatch(r'"(?:[^"\\\n\r]|\\["\\nrt])*"', quoted(text))
