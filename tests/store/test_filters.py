"""Filters in SQL against Haystack's own evaluation of the same filters in Python."""

import contextlib
import math
import tempfile
from pathlib import Path
from typing import Any

import pytest
from haystack import Document
from haystack.errors import FilterError
from haystack.utils.filters import document_matches_filter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.filtering import DEEPEST, MOST
from index.store.generations.fields import FieldNotCovered, Fields
from index.store.generations.fields_writer import FieldsWriter
from index.store.passage_store import PassageStore
from index.store.rows import meta_json

# The two differences that the store states: only texts that begin like YYYY-MM-DD are
# dates, and an ordering that cannot be made is false for that document alone.
DATES = [
    "2023-09-13",
    "2023-09-13T00:00:00",
    "2023-09-13T02:00:00+02:00",
    "2023-09-13T00:00:00Z",
    "2023-09-13 00:00",
    "2023-09-12T24:00",
    "2023-09-14",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2023-13-45",
    "2023-09-13T",
    "2023-09-13Tx",
]
ODD = ["", "é", "e\u0301", "[1]", '{"a": 1}', "a'b", 'a"b', "%", "\\", "\n", "🎉"]
WORDS = ["monde", "Monde", "1", "true", "null", "20230913", "2023-W37-3", "2023"]
TEXTS = st.sampled_from([*ODD, *WORDS, *DATES])
NUMBERS = st.one_of(
    st.sampled_from(
        [0, 1, -1, 2, 1.0, 0.1, 1e300, 2**53, 2**53 + 1, 2**63 - 1, -(2**63), True, False]
    ),
    st.integers(-3, 3),
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
NAMES = ["a", "b", "c", "é", "x y", "a'b", "a\\b", "$", "[0]", "*", "%s", "?", "--", "a\nb", "meta"]
METAS = st.dictionaries(st.sampled_from(NAMES), NESTED, max_size=5)
DOCUMENTS = st.lists(
    st.builds(lambda meta, content: (meta, content), METAS, st.one_of(st.none(), TEXTS)),
    min_size=1,
    max_size=5,
)
FIELDS = st.one_of(
    st.sampled_from([f"meta.{name}" for name in NAMES]),
    st.sampled_from(["a", "b", "é", "content", "id", "meta.a.b", "meta.a.b.c", "meta.", "meta.a."]),
)
ORDERABLE = st.one_of(
    NUMBERS, st.sampled_from([each for each in DATES[:9] if "24:00" not in each]), st.none()
)
COMPARISONS = st.one_of(
    st.fixed_dictionaries(
        {"field": FIELDS, "operator": st.sampled_from(["==", "!="]), "value": NESTED}
    ),
    st.fixed_dictionaries(
        {
            "field": FIELDS,
            "operator": st.sampled_from(["in", "not in"]),
            "value": st.lists(NESTED, max_size=4),
        }
    ),
    st.fixed_dictionaries(
        {
            "field": FIELDS,
            "operator": st.sampled_from([">", ">=", "<", "<="]),
            "value": ORDERABLE,
        }
    ),
)
FILTERS = st.recursive(
    COMPARISONS,
    lambda inner: st.fixed_dictionaries(
        {
            "operator": st.sampled_from(["AND", "OR", "NOT"]),
            "conditions": st.lists(inner, max_size=3),
        }
    ),
    max_leaves=5,
)


def orders(filters: dict[str, Any]) -> bool:
    """Whether the filter has an ordering, which Haystack may refuse for some document."""
    if "field" in filters:
        return filters["operator"][0] in "<>"
    return any(map(orders, filters["conditions"]))


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
    """Text that Haystack orders as a date though it is not written YYYY-MM-DD…"""
    # The last is a date to Haystack where it compares with ==, and not where it orders.
    loose = ("20230913", "2023-W37-3", "2023", "1", "2023-09-12T24:00")
    if isinstance(value, dict):
        return any(map(dated_loosely, value.values()))
    if isinstance(value, list):
        return any(map(dated_loosely, value))
    return value in loose


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> PassageStore:
    return PassageStore(tmp_path_factory.mktemp("filters"))


@settings(
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(DOCUMENTS, FILTERS)
@example([({"a": True}, None)], {"field": "meta.a", "operator": "==", "value": 1})
@example(
    [({"a": {"b": 1, "a": 2}}, None)], {"field": "a", "operator": "==", "value": {"a": 2, "b": 1}}
)
@example([({"a": [1.0]}, None)], {"field": "a", "operator": "in", "value": [[1]]})
@example([({"a\\b": 1}, None)], {"field": "meta.a\\b", "operator": "==", "value": 1})
def test_as_haystack_does(
    shared_store: PassageStore, documents: list[tuple[Any, Any]], filters: dict[str, Any]
) -> None:
    if orders(filters) and any(
        dated_loosely(meta) or dated_loosely(text) for meta, text in documents
    ):
        return
    docs = [
        Document(id=f"d{n}", content=text, meta=meta) for n, (meta, text) in enumerate(documents)
    ]
    connection = shared_store.database.connection
    connection.execute("PRAGMA synchronous = OFF")
    shared_store.delete_all_documents()
    shared_store.write_documents(docs)
    found = [doc.id for doc in shared_store.filter_documents(filters)]
    assert found == [doc.id for doc in docs if expected(filters, doc)]
    assert shared_store.count_documents_by_filter(filters) == len(found)
    with contextlib.suppress(FieldNotCovered):
        assert by_columns(docs, filters) == found


def by_columns(documents: list[Document], filters: dict[str, Any]) -> list[str]:
    """What the columns of a generation say."""
    writer = FieldsWriter()
    for document in documents:
        writer.add(meta_json(document.meta))
    with tempfile.TemporaryDirectory() as folder:
        writer.write(Path(folder))
        mask = Fields(Path(folder)).matching(filters or {"operator": "AND", "conditions": []})
    return [document.id for document, kept in zip(documents, mask, strict=True) if kept]


ANY_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(["field", "operator", "value", "conditions"])
OPERATORS = st.sampled_from(["==", "in", "<", "AND", "OR", "NOT"])
WRONG = st.dictionaries(KEYS, st.one_of(ANY_JSON, OPERATORS), max_size=4)


@settings(deadline=None, max_examples=200)
@given(st.one_of(WRONG, ANY_JSON))
def test_whatever_is_wrong_is_a_filter_error(shared_store: PassageStore, filters: Any) -> None:
    with contextlib.suppress(FilterError):
        shared_store.filter_documents(filters)


def deep(levels: int) -> dict[str, Any]:
    filters: dict[str, Any] = {"field": "a", "operator": "==", "value": 1}
    for _ in range(levels):
        filters = {"operator": "AND", "conditions": [filters]}
    return filters


def nested_list(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def compare(operator: str, value: Any, field: Any = "a") -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value}


@pytest.mark.parametrize(
    "filters",
    [
        [1],
        "a == 1",
        {"operator": "AND"},
        {"conditions": []},
        {"operator": "XOR", "conditions": []},
        {"operator": ["AND"], "conditions": []},
        {"operator": "AND", "conditions": "ab"},
        {"operator": "AND", "conditions": b"ab"},
        {"operator": "AND", "conditions": {"field": "a"}},
        {"operator": "AND", "conditions": [1]},
        {"operator": "AND", "conditions": [None]},
        {"field": "a"},
        {"field": "a", "operator": "=="},
        {"field": "a", "value": 1},
        compare("=", 1),
        compare("LIKE", "%"),
        compare({}, 1),  # type: ignore[arg-type]
        compare("in", "abc"),
        compare("in", None),
        compare("in", {"a": 1}),
        compare("not in", (1, 2)),
        compare(">", "abc"),
        compare(">", "2023"),
        compare(">", "20230913"),
        compare(">", [1]),
        compare(">", {}),
        compare("==", math.nan),
        compare("==", math.inf),
        compare("in", [math.nan]),
        compare("==", [math.nan]),
        compare("==", 10**400),
        compare("<", -(10**400)),
        compare("in", [10**400]),
        compare("==", object()),
        compare("==", {1, 2}),
        compare("==", "\ud800"),
        compare("in", ["\udfff"]),
        compare("==", 1, field=""),
        compare("==", 1, field=None),
        compare("==", 1, field=3),
        compare("==", 1, field=["a"]),
        compare("==", 1, field='a"b'),
        compare("==", 1, field='meta.a" OR 1=1 --'),
        compare("==", 1, field="\ud800"),
        compare("==", nested_list(100_000)),
        compare("in", [nested_list(100_000)]),
        {"operator": "AND", "other": nested_list(100_000)},
        compare("==", 1, field=nested_list(100_000)),
        deep(DEEPEST + 1),
        deep(5000),
        {"operator": "OR", "conditions": [compare("==", n) for n in range(MOST + 1)]},
        compare("in", DATES[:1] * (MOST + 1)),
    ],
    ids=lambda filters: None,
)
def test_malformed(store: PassageStore, filters: Any) -> None:
    store.write_documents([Document(content="Un texte.", meta={"a": 1})])
    with pytest.raises(FilterError) as caught:
        store.filter_documents(filters)
    assert len(str(caught.value)) < 1000
    with pytest.raises(FilterError):
        store.bm25_retrieval("texte", filters)
    with pytest.raises(FilterError):
        store.embedding_retrieval([1.0], filters)


@pytest.mark.parametrize("filters", [None, {}])
def test_no_filter(store: PassageStore, filters: Any) -> None:
    store.write_documents([Document(content="Un texte.")])
    assert store.count_documents_by_filter(filters) == 1


@pytest.mark.parametrize(
    "field",
    [
        "x') OR 1=1 --",
        "'; DROP TABLE passages; --",
        "$",
        "a[0]",
        "#",
        "*",
        "?",
        "{}",
        "a\0b",
    ],
)
def test_field_names_are_no_sql(store: PassageStore, field: str) -> None:
    store.write_documents([Document(content="Un.", meta={field: 1}), Document(content="Deux.")])
    assert [doc.content for doc in store.filter_documents(compare("==", 1, field))] == ["Un."]
    assert store.count_documents() == 2


@pytest.mark.parametrize("value", ["' OR '1'='1", "'; DROP TABLE passages; --", "%", "_", "?"])
def test_values_are_no_sql(store: PassageStore, value: str) -> None:
    store.write_documents([Document(content="Un.", meta={"a": value}), Document(content="Deux.")])
    for filters in (compare("==", value), compare("in", [value])):
        assert [doc.content for doc in store.filter_documents(filters)] == ["Un."]


@pytest.mark.parametrize(
    "filters",
    [
        deep(DEEPEST),
        {"operator": "OR", "conditions": [compare("==", n) for n in range(MOST)]},
        {"operator": "AND", "conditions": [compare("!=", str(n)) for n in range(MOST)]},
        compare("in", [str(n) for n in range(50_000)] + [1]),
        compare("in", list(range(50_000))),
        compare("in", [*DATES[:1] * (MOST - 1), 1]),
        compare("!=", 2**70),
        compare("<", 2**70),
    ],
    ids=lambda filters: None,
)
def test_large_filters(store: PassageStore, filters: Any) -> None:
    store.write_documents([Document(content="Un texte.", meta={"a": 1})])
    assert store.count_documents_by_filter(filters) == 1


def test_an_unorderable_value_fails_no_search(store: PassageStore) -> None:
    values: list[Any] = ["hier", 5, None, ["2023-01-01"], "2023-01-01", True]
    store.write_documents([Document(content=str(v), meta={"a": v}) for v in values])
    found = store.filter_documents(compare(">=", "2020-01-01"))
    assert [doc.content for doc in found] == ["2023-01-01"]
    assert [doc.content for doc in store.filter_documents(compare(">", 0))] == ["5", "True"]


def test_articles_are_filtered_alike(desk: Any, make_article: Any) -> None:
    for name, day in [("a", "2023-01-01"), ("b", "2023-06-01"), ("c", None)]:
        desk.engine.put(make_article(name, published_at=day, meta={"rang": name}))
    later = compare(">", "2023-03-01", "meta.published_at")
    assert [s.article.id for s in desk.engine.articles(filters=later).articles] == ["b"]
    named = compare("in", ["a", "c"], "id")
    assert [s.article.id for s in desk.engine.articles(filters=named).articles] == ["a", "c"]
    with pytest.raises(FilterError):
        desk.engine.articles(filters={"operator": "?"})


@pytest.mark.parametrize("operator", ["==", "!=", "in", "not in"])
def test_what_sqlite_would_cut_short_is_refused(shared_store: PassageStore, operator: str) -> None:
    value: Any = ["a\0b"] if operator.endswith("in") else "a\0b"
    with pytest.raises(FilterError, match="NUL"):
        shared_store.filter_documents(compare(operator, value))
