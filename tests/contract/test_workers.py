"""Several workers over the same articles."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from index.errors import SnapshotOutdated, StoreMismatch


def test_what_one_has_written_the_other_reads(
    open_desk: Callable[[], Any], make_article: Any
) -> None:
    one, other = open_desk(), open_desk()
    for round_ in range(3):
        text = f"Le maire a planté {round_ + 10} tilleuls."
        one.engine.put(make_article("a", text))
        assert other.engine.article("a").article.text == text
        assert other.engine.ask("Combien de tilleuls ?").answers[0].text in text
        assert other.engine.articles().articles[0].article.text == text
        assert other.engine.state() == one.engine.state()
        other.engine.delete("a")
        assert list(one.articles.ids()) == []
        assert not one.engine.ask("Combien de tilleuls ?").answered


def test_many_write_at_once(open_desk: Callable[[], Any], make_article: Any) -> None:
    desks = [open_desk() for _ in range(3)]
    failures: list[Exception] = []

    def write(number: int, desk: Any) -> None:
        try:
            for count in range(4):
                article = make_article(f"n{number}-{count}", f"Il a planté {count} arbres.")
                desk.engine.put(article)
                assert desk.engine.article(article.id).article == article
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=pair) for pair in enumerate(desks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    state = desks[0].engine.state()
    assert (state.articles, state.passages) == (12, 12)
    assert len(desks[1].passages.filter_documents()) == 12


def test_readers_never_see_half_an_article(open_desk: Callable[[], Any], make_article: Any) -> None:
    """Whatever is cited stands in the article as it then was, while it is replaced."""
    texts = [f"Le maire {name} a planté {name * 7} tilleuls. " * 9 for name in range(10, 16)]
    writer, reader = open_desk(), open_desk()
    writer.engine.put(make_article("a", texts[0]))
    failures: list[object] = []
    done = threading.Event()

    def write() -> None:
        try:
            for text in texts[1:]:
                writer.engine.put(make_article("a", text))
        except Exception as error:
            failures.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=write)
    thread.start()
    asked = 0
    while not done.is_set() or not asked:
        try:
            reply = reader.engine.ask("Combien de tilleuls ?")
        except SnapshotOutdated:
            continue  # the HTTP API says: try again
        asked += 1
        for answer in reply.answers:
            for citation in answer.citations:
                text = next((each for each in texts if citation.quote in each), None)
                if text is None or text[citation.start : citation.end] != answer.text:
                    failures.append(reply)
    thread.join()
    assert failures == []
    assert reader.engine.article("a").article.text == texts[-1]


def test_a_view_is_of_one_moment(open_desk: Callable[[], Any], make_article: Any) -> None:
    one, other = open_desk(), open_desk()
    texts = ("Le maire a planté 12 tilleuls.", "Le maire a planté 15 chênes.")
    one.engine.put(make_article("a", texts[0]))

    def replace() -> None:
        one.reader.before = lambda: None
        other.engine.put(make_article("a", texts[1]))

    one.reader.before = replace
    reply = one.engine.ask("Combien d'arbres ?")
    quotes = [citation.quote for answer in reply.answers for citation in answer.citations]
    assert quotes
    assert any(all(quote in text for quote in quotes) for text in texts)


def test_another_encoder(open_desk: Callable[[], Any], make_article: Any) -> None:
    one, other = open_desk(), open_desk()
    other.engine.models = {"encoder": "hash:2", "reader": "pattern:1"}
    other.ingestor.encoder_name = "hash:2"
    other.engine.put(make_article("a"))
    with pytest.raises(StoreMismatch, match="hash:2"):
        one.engine.put(make_article("b"))
    with pytest.raises(StoreMismatch):
        one.engine.ask("Combien de tilleuls ?")
    assert one.engine.readiness()["encoder"] != "ok"
    other.engine.delete("a")
    one.engine.put(make_article("b"))
    assert one.engine.ask("Combien de tilleuls ?").answered
