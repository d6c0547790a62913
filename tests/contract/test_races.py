"""Articles that change between two queries of one call: Milvus has no snapshots."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from haystack import Document

from index.doctor.milvus_checks import check_milvus
from index.errors import SnapshotOutdated, StoreUnavailable
from index.milvus import sweeping
from index.milvus.passage_store import MilvusPassages
from index.milvus.portions import portions_by_weight
from index.stored import Change

OLD, NEW = "Le maire a planté 12 tilleuls.", "Le maire a abattu 15 chênes et 12 tilleuls."
LONG, LONGER = OLD * 600, NEW * 600
QUESTION = "Combien de tilleuls ?"
COUNTERS = '((id > "changes:") and (id < "changes;"))'


@pytest.fixture
def desks(open_cluster: Callable[[], Any], new_desk: Any, tmp_path: Any) -> tuple[Any, Any]:
    return new_desk(tmp_path, open_cluster()), new_desk(tmp_path, open_cluster())


def meanwhile(
    monkeypatch: pytest.MonkeyPatch, owner: Any, method: str, act: Callable[[], Any], first: str
) -> None:
    """Have ``act`` happen once, right before ``method`` is called for what ``first`` begins."""
    real, done = getattr(owner, method), threading.Event()

    def with_act(name: str, *arguments: Any, **named: Any) -> Any:
        if name.startswith(first) and not done.is_set():
            done.set()
            act()
        return real(name, *arguments, **named)

    monkeypatch.setattr(owner, method, with_act)


def test_replaced_after_the_search(
    desks: tuple[Any, Any], make_article: Any, monkeypatch: pytest.MonkeyPatch, hashed_vector: Any
) -> None:
    """Between the search and the question which of the rows count."""
    one, other = desks
    one.engine.put(make_article("a", OLD))
    vector = hashed_vector(OLD)
    with monkeypatch.context() as patch:
        replace = lambda: other.engine.put(make_article("a", NEW))  # noqa: E731
        meanwhile(patch, one.articles.cluster, "rows", replace, "articles")
        found = one.passages.embedding_retrieval(vector, top_k=3)
        assert [doc.content for doc in found] == [NEW]
    with monkeypatch.context() as patch, one.articles.reading():
        assert [doc.content for doc in one.passages.embedding_retrieval(vector)] == [NEW]
        other.engine.put(make_article("a", OLD))
        with pytest.raises(SnapshotOutdated):
            one.passages.embedding_retrieval(vector)
    assert [doc.content for doc in one.passages.embedding_retrieval(vector)] == [OLD]


def test_never_lost_while_replaced(
    desks: tuple[Any, Any], make_article: Any, hashed_vector: Any
) -> None:
    writer, reader = desks
    writer.engine.put(make_article("a", OLD))
    done, failures = threading.Event(), []

    def write() -> None:
        try:
            for number in range(12):
                writer.engine.put(make_article("a", f"{OLD} Il y en a {number}."))
        except Exception as error:
            failures.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=write)
    thread.start()
    searched = 0
    while not (done.is_set() and searched):
        try:
            found = [
                reader.passages.embedding_retrieval(hashed_vector(OLD)),
                reader.engine.search(QUESTION).passages,
            ]
        except SnapshotOutdated:
            continue
        searched += 1
        for docs in found:
            assert {doc.meta["article_id"] for doc in docs} == {"a"}
    thread.join()
    assert failures == [] and searched


def test_replaced_while_it_is_listed(
    desks: tuple[Any, Any], make_article: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = desks
    for name in "abc":
        one.engine.put(make_article(name, LONG if name == "b" else OLD, title=name))
    with monkeypatch.context() as patch:
        replace = lambda: other.engine.put(make_article("b", LONGER, title="b"))  # noqa: E731
        meanwhile(patch, one.articles.cluster, "rows", replace, "facts")
        texts = [stored.article.text for stored in one.engine.articles().articles]
    assert texts == [OLD, LONGER, OLD]
    titled = {"field": "title", "operator": "==", "value": "b"}
    with monkeypatch.context() as patch:
        rename = lambda: other.engine.put(make_article("b", LONG, title="x"))  # noqa: E731
        meanwhile(patch, one.articles.cluster, "rows", rename, "facts")
        assert one.engine.articles(filters=titled).articles == ()


def test_replaced_while_its_passages_are_read(
    desks: tuple[Any, Any], make_article: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = desks
    one.engine.put(make_article("a", OLD))
    replace = lambda: other.engine.put(make_article("a", NEW))  # noqa: E731
    meanwhile(monkeypatch, one.articles.cluster, "pages", replace, "passages")
    assert [doc.content for doc in one.articles.passages_of("a")] == [NEW]
    with one.articles.reading():
        assert one.articles.article("a").article.text == NEW
        other.engine.put(make_article("a", OLD))
        with pytest.raises(SnapshotOutdated):
            one.articles.passages_of("a")


def test_replaced_while_it_is_examined(
    desks: tuple[Any, Any], make_article: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = desks
    for name in "ab":
        one.engine.put(make_article(name, OLD))
    replace = lambda: other.engine.put(make_article("a", NEW))  # noqa: E731
    with monkeypatch.context() as patch:
        meanwhile(patch, one.articles.cluster, "pages", replace, "passages")
        checks = {each.name: each for each in check_milvus(one.articles, "hash:1", "other")}
    assert checks["articles and passages"].ok
    (row,) = one.articles.cluster.rows("articles", ["b"], ["token"])
    lost = f'(token == "{row["token"]}")'
    for collection in one.articles.cluster.collections.of_passages():
        one.articles.cluster.delete_where(collection, lost)
    checks = {each.name: each for each in check_milvus(one.articles, "hash:1", "other")}
    assert "'b' has 0 passages, not 1" in checks["articles and passages"].detail


def test_deleted_while_it_is_put_unchanged(
    desks: tuple[Any, Any], make_article: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = desks
    article = make_article("a", OLD)
    one.engine.put(article)
    meanwhile(monkeypatch, one.articles, "article", lambda: other.engine.delete("a"), "a")
    assert one.engine.put(article).change is Change.ADDED
    assert other.engine.article("a").article == article


def test_a_deletion_may_come_twice(
    desks: tuple[Any, Any], make_article: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reply to the first was lost, and another worker stored the article in between."""
    one, other = desks
    one.engine.put(make_article("a", OLD))
    connection = one.articles.cluster.collections.connection
    real = connection.call

    def twice(method: str, *arguments: Any, **named: Any) -> Any:
        if method == "delete" and arguments[0].endswith("articles"):
            real(method, *arguments, **named)
            other.engine.put(make_article("a", NEW))
        return real(method, *arguments, **named)

    monkeypatch.setattr(connection, "call", twice)
    one.engine.delete("a")
    monkeypatch.undo()
    assert one.engine.article("a").article.text == NEW
    assert [doc.content for doc in one.engine.search(QUESTION).passages] == [NEW]


def counters(desk: Any) -> int:
    return sum(map(len, desk.articles.cluster.pages("facts", COUNTERS, ["value"])))


def test_counters_are_folded(
    open_cluster: Callable[[], Any],
    new_desk: Any,
    tmp_path: Any,
    make_article: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There is one for each process that ever wrote; the version never goes back."""
    workers = [new_desk(tmp_path, open_cluster()) for _ in range(3)]
    for number, worker in enumerate(workers):
        worker.engine.put(make_article(f"n{number}", OLD))
    last = workers[-1]
    version = last.engine.state().version
    assert last.articles.sweep() == 0 and counters(last) == 3
    monkeypatch.setattr(sweeping, "ABANDONED", -1.0)
    with monkeypatch.context() as power:

        def cut(*_: Any) -> None:
            raise StoreUnavailable("The power failed.")

        power.setattr(last.articles.cluster, "delete_pairs", cut)
        with pytest.raises(StoreUnavailable):
            last.articles.sweep()
    assert last.engine.state().version == version
    last.articles.sweep()
    assert counters(last) == 1
    assert workers[0].engine.state().version == version
    workers[0].engine.put(make_article("n0", NEW))
    assert last.engine.state().version > version


def test_a_dropped_collection_is_forgotten(lite: str) -> None:
    """Restored from a backup, say: no worker has to be started anew."""
    one, other = (MilvusPassages(lite, prefix="dropped", seconds=30.0) for _ in range(2))
    one.write_documents([Document(content="Un.")])
    drop = other.cluster.collections.connection.call
    drop("drop_collection", "dropped_passages_0")
    with pytest.raises(StoreUnavailable):
        one.cluster.count("passages_0")
    assert one.cluster.count("passages_0") == 0
    assert one.write_documents([Document(content="Deux.")]) == 1
    drop("drop_collection", "dropped_passages_0")
    with pytest.raises(StoreUnavailable):
        one.write_documents([Document(content="Trois.")])
    assert one.write_documents([Document(content="Trois.")]) == 1
    assert [doc.content for doc in one.filter_documents()] == ["Trois."]


def test_a_released_collection_is_loaded_again(server_stores: Any) -> None:
    passages = server_stores[1]
    passages.write_documents([Document(content="Un.")])
    name = passages.cluster.collections.name("passages_0")
    passages.cluster.collections.connection.call("release_collection", name)
    with pytest.raises(StoreUnavailable):
        passages.count_documents()
    assert passages.count_documents() == 1


def test_rows_go_in_portions_that_milvus_takes() -> None:
    found = list(portions_by_weight([3, 3, 3, 9, 1, 1, 1, 1], lambda each: each, 3, 6))
    assert found == [[3, 3], [3], [9], [1, 1, 1], [1]]
    assert list(portions_by_weight([], len, 3, 6)) == []
