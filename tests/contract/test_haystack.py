"""Haystack's own suite for document stores, and filters against Haystack's own evaluation."""

from collections.abc import Callable
from typing import Any

import pytest
from haystack import Document, Pipeline
from haystack.document_stores.errors import DuplicateDocumentError
from haystack.document_stores.types import DuplicatePolicy
from haystack.errors import FilterError
from haystack.testing.document_store import (
    CountDocumentsByFilterTest,
    DocumentStoreBaseExtendedTests,
)
from haystack.utils.filters import document_matches_filter
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from index.retrieval import PassageBM25Retriever, PassageEmbeddingRetriever


class TestMilvusPassages(DocumentStoreBaseExtendedTests, CountDocumentsByFilterTest):
    """SQLite has it beside its other tests; against a server it would take a minute more."""

    @pytest.fixture
    def document_store(self, lite_stores: Any) -> Any:
        return lite_stores[1]

    def test_write_documents(self, document_store: Any) -> None:
        """The one test that Haystack leaves to the store: what the default policy does."""
        document = Document(content="Une phrase.")
        assert document_store.write_documents([document]) == 1
        with pytest.raises(DuplicateDocumentError):
            document_store.write_documents([document])
        assert document_store.write_documents([document], DuplicatePolicy.SKIP) == 0
        assert document_store.filter_documents() == [document]


DATES = [
    "2023-09-13",
    "2023-09-13T00:00:00",
    "2023-09-13T02:00:00+02:00",
    "2023-09-13T00:00:00Z",
    "2023-09-12T24:00",
    "2023-09-14",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2023-13-45",
]
TEXTS = st.sampled_from(["", "é", "a'b", 'a"b', "\\", "\n", "🎉", "monde", "1", "true", *DATES])
NUMBERS = st.one_of(
    st.sampled_from([0, 1, -1, 1.0, 0.1, 1e300, -1e-300, 2**53, 2**53 + 1, 2**63 - 1, -(2**63)]),
    st.sampled_from([True, False]),
    st.floats(-3, 3),
)
SCALARS = st.one_of(st.none(), TEXTS, NUMBERS)
NESTED = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=4,
)
NAMES = ["a", "b", "é", "x y", "a'b", "a\\b", "[0]", "a\nb", "meta"]
METAS = st.dictionaries(st.sampled_from(NAMES), NESTED, max_size=4)
DOCUMENTS = st.lists(st.tuples(METAS, st.one_of(st.none(), TEXTS)), min_size=6, max_size=12)
FIELDS = st.one_of(
    st.sampled_from([f"meta.{name}" for name in NAMES]),
    st.sampled_from(["a", "é", "content", "id", "meta.a.b", "meta.a.b.c", "meta.a."]),
)
ORDERABLE = st.one_of(
    NUMBERS, st.sampled_from([each for each in DATES[:8] if "24:00" not in each]), st.none()
)


def comparisons(operators: list[str], values: Any) -> Any:
    fields = {"field": FIELDS, "operator": st.sampled_from(operators), "value": values}
    return st.fixed_dictionaries(fields)


FILTERS = st.recursive(
    st.one_of(
        comparisons(["==", "!="], NESTED),
        comparisons(["in", "not in"], st.lists(NESTED, max_size=4)),
        comparisons([">", ">=", "<", "<="], ORDERABLE),
    ),
    lambda inner: st.fixed_dictionaries(
        {
            "operator": st.sampled_from(["AND", "OR", "NOT"]),
            "conditions": st.lists(inner, max_size=3),
        }
    ),
    max_leaves=5,
)


def expected(filters: dict[str, Any], document: Document) -> bool:
    """Haystack's answer, each comparison by itself so that a refused one is just false."""
    if "field" in filters:
        try:
            return document_matches_filter(filters, document)
        except (FilterError, TypeError):
            return False
    parts = [expected(part, document) for part in filters["conditions"]]
    return {"AND": all(parts), "OR": any(parts), "NOT": not all(parts)}[filters["operator"]]


def dated_loosely(value: Any) -> bool:
    """Text that Haystack orders as a date though it is not written YYYY-MM-DD…, or the other
    way round: 24:00 is a date to it where it compares with == alone."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return any(map(dated_loosely, inner))
    return value in ("1", "2023-09-12T24:00")


QUIETLY = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
MANY_FILTERS = st.lists(FILTERS, min_size=12, max_size=12)


@settings(
    deadline=None,
    max_examples=4,
    phases=[Phase.explicit, Phase.generate],  # each step of shrinking would ask a server
    suppress_health_check=QUIETLY,
)
@given(DOCUMENTS, MANY_FILTERS)
@example(
    [({"a": True}, None), ({"a": {"b": 1, "a": 2}}, "1"), ({"a": [1.0]}, None), ({}, "")],
    [
        {"field": "meta.a", "operator": "==", "value": 1},
        {"field": "a", "operator": "==", "value": {"a": 2, "b": 1}},
        {"field": "a", "operator": "in", "value": [[1]]},
        {"field": "a", "operator": "!=", "value": None},
        {"operator": "NOT", "conditions": []},
    ],
)
def test_filters_are_haystacks(
    passages: Any, documents: list[tuple[Any, Any]], all_filters: list[dict[str, Any]]
) -> None:
    must_be_haystacks(passages, documents, all_filters)


@settings(deadline=None, max_examples=15, suppress_health_check=QUIETLY)
@given(DOCUMENTS, MANY_FILTERS)
def test_more_filters_are_haystacks(
    lite_stores: Any, documents: list[tuple[Any, Any]], all_filters: list[dict[str, Any]]
) -> None:
    must_be_haystacks(lite_stores[1], documents, all_filters)


def must_be_haystacks(
    passages: Any, documents: list[tuple[Any, Any]], all_filters: list[dict[str, Any]]
) -> None:
    docs = [
        Document(id=f"d{number:02}", content=text, meta=meta)
        for number, (meta, text) in enumerate(documents)
        if not dated_loosely(meta) and not dated_loosely(text)
    ]
    passages.delete_all_documents()
    passages.write_documents(docs)
    for filters in all_filters:
        found = [doc.id for doc in passages.filter_documents(filters)]
        assert found == [doc.id for doc in docs if expected(filters, doc)], filters


def compare(operator: str, value: Any, field: Any = "a") -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value}


MALFORMED: list[Any] = [
    [1],
    {"operator": "AND"},
    {"operator": "XOR", "conditions": []},
    {"operator": "AND", "conditions": [1]},
    {"field": "a", "operator": "=="},
    compare("LIKE", "%"),
    compare("in", "abc"),
    compare(">", "abc"),
    compare(">", [1]),
    compare("==", float("nan")),
    compare("==", 10**400),
    compare("==", object()),
    compare("==", "\ud800"),
    compare("==", 1, field='a"] == "" or true or keys["'),
    compare("==", 1, field=""),
]


def test_malformed(passages: Any) -> None:
    passages.write_documents([Document(content="Un texte.", meta={"a": 1}, embedding=[1.0, 0.0])])
    for filters in MALFORMED:
        for call in (
            passages.filter_documents,
            lambda filters: passages.bm25_retrieval("texte", filters),
            lambda filters: passages.embedding_retrieval([1.0, 0.0], filters),
        ):
            with pytest.raises(FilterError):
                call(filters)


HOSTILE = ['" or number >= 0 or id == "', "\\", '\\"', "') or true", "]", "a.b", "{}", "%"]


def test_values_and_names_are_no_expressions(passages: Any) -> None:
    names = [name for name in HOSTILE if '"' not in name and "." not in name]
    docs = [Document(content=text, meta=dict.fromkeys(names, 1)) for text in HOSTILE]
    passages.write_documents(docs)
    for text in HOSTILE:
        for operator, value in (("==", text), ("in", [text])):
            found = passages.filter_documents(compare(operator, value, "content"))
            assert [doc.content for doc in found] == [text]
    for name in names:
        assert passages.count_documents_by_filter(compare("==", 1, name)) == len(docs)
        assert passages.count_documents_by_filter(compare("==", 2, name)) == 0
    passages.delete_documents([docs[0].id])
    assert passages.count_documents() == len(docs) - 1


def test_large_filters(passages: Any) -> None:
    passages.write_documents([Document(content="Un texte.", meta={"a": 1, "b": "n3"})])
    many = {"operator": "OR", "conditions": [compare("==", n) for n in range(300)]}
    assert passages.count_documents_by_filter(many) == 1
    listed = compare("in", [f"n{number}" for number in range(900)], "b")
    assert passages.count_documents_by_filter(listed) == 1


def test_ids_are_not_taken_for_dates(passages: Any) -> None:
    docs = [Document(id=name, content=name) for name in ("2023-09-13", "2023-09-13T00:00")]
    passages.write_documents(docs)
    passages.delete_documents(["2023-09-13"])
    assert passages.filter_documents() == docs[1:]


def test_retrievers_are_restored_with_their_store(passages: Any) -> None:
    passages.write_documents([Document(content="Un texte.", embedding=[0.6, 0.8])])
    pipeline = Pipeline()
    pipeline.add_component("dense", PassageEmbeddingRetriever(passages))
    pipeline.add_component("bm25", PassageBM25Retriever(passages))
    again = Pipeline.loads(pipeline.dumps(), allowed_modules=["index.retrieval.*"])
    found = again.run({"dense": {"query_embedding": [0.6, 0.8]}, "bm25": {"query": "texte"}})
    assert [doc.content for doc in found["dense"]["documents"]] == ["Un texte."]
    assert type(again.get_component("bm25").document_store) is type(passages)


def test_documents_come_back_as_they_were(passages: Any, open_stores: Callable[[], Any]) -> None:
    vectors = [[0.5, 0.25], [0.1, 1 / 3], [1e-300, 1e300], [0.0, 0.0], None]
    meta = {"a": None, "b": [1, 2.5, {"c": "é🎉\0"}], "d": 2**63}
    docs = [Document(content=f"{v}\r\n", embedding=v, meta=meta) for v in vectors]
    passages.write_documents(docs)
    assert open_stores()[1].filter_documents() == docs
    assert passages.update_by_filter(None, {"a": 1}) == len(docs)
    assert [doc.meta["a"] for doc in passages.filter_documents()] == [1] * len(docs)
    assert [doc.embedding for doc in passages.filter_documents()] == vectors
