"""What is left when a worker is cut off in the middle of a write."""

from collections.abc import Callable
from typing import Any

import pytest

from index.errors import SnapshotOutdated
from index.milvus import stamp, sweeping

OLD, NEW = "Le maire a planté 12 tilleuls.", "Le maire a abattu 15 chênes."


class CutOff(Exception):
    """The power failed."""


def cut_off(monkeypatch: pytest.MonkeyPatch, cluster: Any, method: str, collection: str) -> None:
    """Have ``cluster.method`` fail at the first call for ``collection``."""
    real = getattr(cluster, method)

    def failing(name: str, *arguments: Any) -> Any:
        if name == collection:
            raise CutOff
        return real(name, *arguments)

    monkeypatch.setattr(cluster, method, failing)


@pytest.fixture
def desks(open_cluster: Callable[[], Any], new_desk: Any, tmp_path: Any) -> tuple[Any, Any]:
    return new_desk(tmp_path, open_cluster()), new_desk(tmp_path, open_cluster())


def abandoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let half an hour pass."""
    monkeypatch.setattr(sweeping, "ABANDONED", -1.0)
    assert stamp.stamp() < stamp.before(-1.0)


def test_cut_off_before_the_article(
    desks: tuple[Any, Any], make_article: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = desks
    one.engine.put(make_article("a", OLD))
    with monkeypatch.context() as power:
        cut_off(power, one.articles.cluster, "upsert", "articles")
        with pytest.raises(CutOff):
            one.engine.put(make_article("a", NEW))
        with pytest.raises(CutOff):
            one.engine.put(make_article("b", NEW))
    assert list(other.articles.ids()) == ["a"]
    assert other.engine.article("a").article.text == OLD
    assert [doc.content for doc in other.passages.filter_documents()] == [OLD]
    assert [doc.content for doc in other.engine.search("Combien de chênes ?").passages] == [OLD]
    assert other.articles.sweep() == 0  # it may still be under way
    abandoned(monkeypatch)
    assert other.articles.sweep() == 2
    assert other.passages.count_documents() == 1


def test_cut_off_after_the_article(
    desks: tuple[Any, Any], make_article: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = desks
    one.engine.put(make_article("a", OLD))
    with monkeypatch.context() as power:
        power.setattr("index.milvus.writer.write_origins", cut)
        with pytest.raises(CutOff):
            one.engine.put(make_article("a", NEW))
    assert other.engine.article("a").article.text == NEW
    assert [doc.content for doc in other.engine.search("Combien de tilleuls ?").passages] == [NEW]
    abandoned(monkeypatch)
    other.engine.put(make_article("a", OLD + " " + OLD))
    assert other.passages.count_documents() == len(other.articles.passages_of("a"))


def test_cut_off_while_deleting(
    desks: tuple[Any, Any], make_article: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = desks
    one.engine.put(make_article("a", OLD))
    with monkeypatch.context() as power:
        power.setattr("index.milvus.article_store.write_origins", cut)
        with pytest.raises(CutOff):
            one.engine.delete("a")
    assert list(other.articles.ids()) == []
    assert other.engine.search("Combien de tilleuls ?").passages == ()
    abandoned(monkeypatch)
    assert other.articles.sweep() == 1
    assert other.passages.count_documents() == 0


def test_a_view_notices_another_writing(
    desks: tuple[Any, Any], make_article: Any, hashed_vector: Any
) -> None:
    one, other = desks
    one.engine.put(make_article("a", OLD))
    with one.articles.reading():
        (found,) = one.passages.embedding_retrieval(hashed_vector(OLD))
        assert found.content == OLD
        assert one.articles.article("a").article.text == OLD
        other.engine.put(make_article("a", NEW))
        with pytest.raises(SnapshotOutdated):
            one.articles.article("a")
    assert one.articles.article("a").article.text == NEW


def cut(*_: Any) -> None:
    raise CutOff
