"""The article's contract."""

import pytest

from index.article import RESERVED, Article
from index.errors import InvalidArticle

NESTED: list[object] = []
for _ in range(32):
    NESTED = [NESTED]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"id": ""}, "id"),
        ({"id": " "}, "id"),
        ({"text": ""}, "text"),
        ({"text": " \n\t"}, "text"),
        ({"text": "a\ud800"}, "text"),
        ({"title": "\udfff"}, "title"),
        ({"id": "a\0b"}, "id"),
        ({"author": "a\0b"}, "author"),
        ({"meta": {"title": "x"}}, "meta"),
        ({"meta": {"n": float("nan")}}, "meta"),
        ({"meta": {"s": {1, 2}}}, "meta"),
        ({"id": "a" * 513}, "id"),
        ({"meta": {"a": "x" * 16_384}}, "meta"),
        ({"title": "é" * 8_192}, "meta"),
        ({"meta": {"a": NESTED}}, "meta"),
    ],
)
def test_invalid(fields: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidArticle) as caught:
        Article(**{"id": "a", "text": "Un texte.", **fields})  # type: ignore[arg-type]
    assert caught.value.field == field


def test_text_is_kept() -> None:
    text = "\ufeffe\u0301 «\u202fœ\u202f»\r\n\u2028🌉\0 "
    assert Article("a", text).text == text


def test_version_is_about_content_alone() -> None:
    article = Article("a", "Un texte.", meta={"x": 1, "y": [2]})
    assert article.version == Article("b", "Un texte.", meta={"y": [2], "x": 1}).version
    assert article.version != Article("a", "Un texte", meta={"x": 1, "y": [2]}).version
    assert article.version != Article("a", "Un texte.", title="T", meta=article.meta).version
    assert len(article.version) == 16


def test_description_is_flat() -> None:
    description = Article("a", "Un texte.", language="fr", meta={"desk": "monde"}).description()
    assert description == {
        "title": None,
        "source": None,
        "author": None,
        "url": None,
        "published_at": None,
        "language": "fr",
        "desk": "monde",
    }
    assert {"id", "start", "end"} <= RESERVED
