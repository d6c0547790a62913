"""Articles to records and back."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from haystack.errors import FilterError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import exporting
from index.article import RESERVED, Article
from index.errors import InvalidArticle
from index.exporting import record, stored_articles
from index.loading import Limits, LoadedArticle, complete, load, load_lines
from tests.conftest import Desk

LIMITS = Limits(max_file_bytes=10_000_000, max_article_chars=1_000_000)

# All that can be written as UTF-8: control characters, line ends of every kind, U+2028,
# unassigned and private code points, and half of them from beyond the basic plane.
characters = st.characters(exclude_categories=["Cs"])
texts = st.text(characters, min_size=1, max_size=80).filter(str.strip)
names = st.text(characters.filter(lambda c: c != "\0"), max_size=30)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | names
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=5,
)


known = st.none() | names
articles = st.builds(
    Article,
    id=names.filter(str.strip),
    text=texts,
    title=known,
    source=known,
    author=known,
    url=known,
    published_at=st.none() | st.dates().map(str) | st.datetimes().map(str),
    language=st.none() | st.sampled_from(["fr", "en", "ja"]),
    meta=st.dictionaries(names.filter(lambda name: name not in RESERVED), values, max_size=3),
)
#: Inputs are many small strings, which take their time on a busy machine.
slow = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def imported(lines: str) -> list[Article]:
    found = list(load_lines(io.BytesIO(lines.encode()), "-", LIMITS))
    assert all(isinstance(each, LoadedArticle) for each in found), found
    return [each.article for each in found if isinstance(each, LoadedArticle)]


@slow
@given(st.lists(articles, max_size=3, unique_by=lambda each: each.id))
def test_what_is_imported_is_what_was_exported(given: list[Article]) -> None:
    lines = "".join(f"{record(each)}\n" for each in given)
    found = imported(lines)
    assert found == given
    assert [each.version for each in found] == [each.version for each in given]
    assert lines.count("\n") == len(given)


@slow
@given(articles)
def test_what_is_indexed_is_what_was_exported(tmp_path: Path, given: Article) -> None:
    """The descriptions of stored articles were completed once, which a second time changes
    nothing."""
    try:
        stored = complete(given)
    except InvalidArticle:
        return
    file = tmp_path / "export.jsonl"
    file.write_bytes(f"{record(stored)}\n".encode())
    (found,) = load([file], LIMITS)
    assert isinstance(found, LoadedArticle), found
    assert found.article == stored
    assert found.article.version == stored.version


def test_a_record_has_what_is_known(make_article: Callable[..., Article]) -> None:
    article = make_article("a/1", "Été.\n\u2028", title="", meta={"rank": 1.0, "tags": ["é"]})
    assert json.loads(record(article)) == {
        "id": "a/1",
        "title": "",
        "text": "Été.\n\u2028",
        "meta": {"rank": 1.0, "tags": ["é"]},
    }


def test_page_by_page(
    desk: Desk, make_article: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_PAGE", 2)
    given = [make_article(f"{number}", source="ab"[number % 2]) for number in range(7)]
    desk.engine.add(given)
    assert list(stored_articles(desk.articles)) == given
    condition = {"field": "source", "operator": "==", "value": "b"}
    assert [each.id for each in stored_articles(desk.articles, condition)] == ["1", "3", "5"]
    with pytest.raises(FilterError):
        list(stored_articles(desk.articles, {"field": "x"}))


def test_no_more_than_a_page_is_in_memory(
    desk: Desk, make_article: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    real = desk.articles.articles

    def counted(*arguments: Any) -> Any:
        asked.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(desk.articles, "articles", counted)
    monkeypatch.setattr(exporting, "_PAGE", 3)
    desk.engine.add([make_article(f"{number}") for number in range(9)])
    found = stored_articles(desk.articles)
    next(found)
    assert asked == [(None, 3, None)]
    assert len(list(found)) == 8
    assert [after for _, _, after in asked] == [None, "2", "5"]
