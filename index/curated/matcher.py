"""From a question to the curated answers that are meant for it."""

import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.clock import Deadline
from index.curated.agreement import agree
from index.curated.book import Book, Shelf, Vector
from index.curated.entry import CuratedAnswer, exact_form
from index.errors import CiteqaError, DeadlineExceeded
from index.text.language import detect_question

#: The cosine of two questions from which they may be the same, fitted for the shipped encoder
#: on the pairs of ``tests/data/curated_pairs.jsonl``; ``docs/curated-and-feedback.md`` has
#: the figures.
FITTED_THRESHOLD = 0.975

#: How much lower cosines are across languages: in that encoder's, of the same question.
_ACROSS = 0.06

#: The most wordings that a question may have to wait for: they take some 4 ms each.
_AT_ONCE = 8
#: Wordings that are embedded in the background before they count.
_CHUNK = 64


@dataclass(frozen=True, slots=True)
class Match:
    """``question``: the wording that was met; ``similarity``: the cosine, 1 where the
    question is that wording but for case, accents and punctuation."""

    entry: CuratedAnswer
    question: str
    similarity: float


@dataclass(frozen=True, slots=True)
class _Known:
    version: Hashable
    exact: dict[str, Match]
    #: Those with a vector, and the rest.
    wordings: list[Match]
    vectors: NDArray[np.float32]
    missing: list[str]


class Matcher:
    """Finds answers by their questions' wording, and by vector where it has a threshold.

    What it knows is brought up to date whenever the book has changed, by whichever process:
    an answer that is kept counts for the next question. Where many wordings have no vector
    (after a change of the encoder), only the same wording counts for them until a thread in
    the background has embedded them: no question waits for that.
    """

    def __init__(self, book: Book, embedder: Any, encoder: str, threshold: float | None) -> None:
        """``embedder``: the Haystack text embedder that questions go through; ``encoder``:
        its name. ``threshold``: the least cosine, 0 to 1; ``None``: no match by vector."""
        self._book = book
        self._embedder = embedder
        self._encoder = encoder
        self._threshold = threshold
        self._lock = threading.Lock()
        self._known: _Known | None = None
        self._made: dict[str, Vector] = {}
        self._filling = False

    @property
    def encoder(self) -> str:
        """The name of the encoder whose vectors these are."""
        return self._encoder

    def matches(
        self, question: str, language: str | None, vector: Sequence[float] | None
    ) -> Iterator[Match]:
        """Answers for the question, the best first: the same wording, then near ones.

        ``vector`` is the question's, ``None`` where it has yet to be made; ``language``
        its ISO 639-1 code.
        """
        known = self._current()
        if known is None:
            return
        if match := known.exact.get(exact_form(question)):
            yield match
        if self._threshold is None or not known.wordings:
            return
        if vector is None:
            cosines = known.vectors @ self._embedded(question)
        else:
            cosines = known.vectors @ _unit(np.asarray(vector, dtype=np.float32))
        near = np.flatnonzero(cosines >= self._threshold - _ACROSS)
        for at in near[np.argsort(-cosines[near], kind="stable")]:
            cosine = min(float(cosines[at]), 1.0)
            wording = known.wordings[at]
            least = self._threshold - _ACROSS * (_language(wording.question) != language)
            if cosine >= least and agree(question, wording.question):
                yield Match(wording.entry, wording.question, cosine)

    def embedded(
        self,
        questions: Sequence[str],
        seconds: float | None = None,
        advance: Callable[[int, int], None] = lambda done, total: None,
    ) -> dict[str, Vector]:
        """The vectors of those questions that have none yet; none where they are not needed.

        ``advance`` is told after each how many of how many are done.

        :raises DeadlineExceeded: after ``seconds``.
        """
        if self._threshold is None:
            return {}
        known, deadline = self._current(), Deadline(seconds)
        have = {match.question for match in known.wordings} if known else set()
        new = [each for each in dict.fromkeys(questions) if each not in have]
        vectors = {}
        for done, question in enumerate(new, 1):
            if deadline.passed():
                raise DeadlineExceeded(f"Embedding took longer than {seconds:g} s.")
            vectors[question] = self._embedded(question)
            advance(done, len(new))
        return vectors

    def refresh(self) -> None:
        """Take up what has changed, so that the next question does not have to."""
        self._current()

    def _current(self) -> _Known | None:
        version = self._book.version()
        if version is None:
            return None
        known = self._known
        if known is None or known.version != version:
            with self._lock:
                known = self._known
                if known is None or known.version != version:
                    self._known = known = self._read(self._book.shelf(self._encoder))
        return known

    def _read(self, shelf: Shelf) -> _Known:
        """What the book has now; called with the lock."""
        known = self._sorted(shelf)
        if 0 < len(known.missing) <= _AT_ONCE:
            self._make(known.missing)
            known = self._sorted(shelf)
        if known.missing and not self._filling:
            self._filling = True
            threading.Thread(target=self._fill, name="curated-vectors", daemon=True).start()
        return known

    def _sorted(self, shelf: Shelf) -> _Known:
        wordings = [Match(entry, each, 1.0) for entry in shelf.entries for each in entry.questions]
        exact = {exact_form(match.question): match for match in wordings}
        if self._threshold is None:
            return _Known(shelf.version, exact, [], np.zeros((0, 0), dtype=np.float32), [])
        all_of_them = {match.question for match in wordings}
        # What could not be kept is here, as long as there is the question.
        self._made = {q: v for q, v in self._made.items() if q in all_of_them}
        have = {**self._made, **shelf.vectors}
        found = [match for match in wordings if match.question in have]
        vectors = [have[match.question] for match in found]
        return _Known(
            version=shelf.version,
            exact=exact,
            wordings=found,
            vectors=np.stack(vectors) if vectors else np.zeros((0, 0), dtype=np.float32),
            missing=sorted(all_of_them - have.keys()),
        )

    def _fill(self) -> None:
        """Embed what has no vector, some at a time, without the lock."""
        try:
            while chunk := self._next_chunk():
                self._make(chunk)
                with self._lock:
                    self._known = self._sorted(self._book.shelf(self._encoder))
        except BaseException:
            self._filling = False  # the next change begins another one
            raise

    def _next_chunk(self) -> list[str]:
        with self._lock:
            chunk = self._known.missing[:_CHUNK] if self._known else []
            self._filling = bool(chunk)
            return chunk

    def _make(self, questions: Sequence[str]) -> None:
        made = {each: self._embedded(each) for each in questions}
        # Another one: who has the lock may be going through the old one.
        self._made = {**self._made, **made}
        # Another worker, or the next start, is spared the work; nothing else is lost.
        with suppress(CiteqaError):
            self._book.keep_vectors(self._encoder, made)

    def _embedded(self, question: str) -> Vector:
        return _unit(np.asarray(self._embedder.run(text=question)["embedding"], dtype=np.float32))


def _unit(vector: Vector) -> Vector:
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector


@lru_cache(maxsize=65_536)
def _language(wording: str) -> str | None:
    return detect_question(wording)
