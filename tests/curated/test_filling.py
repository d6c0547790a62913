"""Vectors of curated questions, with an embedder that takes its time."""

import threading
from pathlib import Path
from typing import Any

import pytest

from index.curated.answers import CuratedAnswers
from index.curated.entry import CuratedAnswer, Source
from index.curated.matcher import Matcher
from index.errors import DeadlineExceeded
from service.records.curated import CuratedBook
from service.records.database import Records
from tests.conftest import HashTextEmbedder

MANY = [CuratedAnswer(f"q{n}", (f"Question {n} ?",), "…", Source("t")) for n in range(100)]


class Gate:
    """Embeds nothing of these questions until it is opened."""

    def __init__(self) -> None:
        self.inner, self.opened, self.reached = HashTextEmbedder(), threading.Event(), 0
        self.waiting = threading.Event()

    def run(self, text: str) -> dict[str, Any]:
        self.waiting.set()
        assert self.opened.wait(20)
        self.reached += 1
        return self.inner.run(text=text)


def vector(question: str) -> list[float]:
    embedding: list[float] = HashTextEmbedder().run(text=question)["embedding"]
    return embedding


def found(matcher: Matcher, question: str) -> list[str]:
    return [match.entry.id for match in matcher.matches(question, None, vector(question))]


@pytest.fixture
def book(tmp_path: Path) -> CuratedBook:
    return CuratedBook(Records(tmp_path))


def test_questions_are_answered_while_a_table_is_embedded(book: CuratedBook, desk: Any) -> None:
    book.put([CuratedAnswer("old", ("Qui est-ce ?",), "…", Source("t"))])
    gate = Gate()
    gate.opened.set()
    matcher = Matcher(book, gate, "hash:1", 0.5)
    matcher.refresh()
    gate.opened.clear()
    gate.waiting.clear()
    curated = CuratedAnswers(book, matcher, desk.articles)
    seen: list[tuple[int, int]] = []
    thread = threading.Thread(
        target=curated.put, args=(MANY,), kwargs={"advance": lambda *a: seen.append(a)}
    )
    thread.start()
    assert gate.waiting.wait(20)
    assert found(matcher, "Qui est-ce ?")[0] == "old"
    assert book.page(1, None).total == 1, "nothing is there before all of it is embedded"
    gate.opened.set()
    thread.join(20)
    assert seen == [(n, 100) for n in range(1, 101)]
    # Another worker has nothing to do for it.
    other = Matcher(book, Gate(), "hash:1", 0.5)
    assert found(other, "La question 7 ?")[0] == "q7"


def test_embedding_has_a_time_limit(book: CuratedBook, desk: Any) -> None:
    curated = CuratedAnswers(book, Matcher(book, HashTextEmbedder(), "hash:1", 0.5), desk.articles)
    with pytest.raises(DeadlineExceeded):
        curated.put(MANY, seconds=0.0)
    assert book.version() is None


def test_no_question_waits_for_the_vectors_of_many(book: CuratedBook) -> None:
    """As after a change of the encoder."""
    book.put(MANY)
    gate = Gate()
    matcher = Matcher(book, gate, "hash:1", 0.5)
    assert found(matcher, "question 7") == ["q7"], "the same wording counts all the same"
    assert found(matcher, "La question 7 ?") == []
    gate.opened.set()
    for thread in threading.enumerate():
        if thread.name == "curated-vectors":
            thread.join(20)
    assert found(matcher, "La question 7 ?")[0] == "q7"
    assert gate.reached == 100
    assert len(book.shelf("hash:1").vectors) == 100
