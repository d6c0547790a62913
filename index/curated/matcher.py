"""From a question to the curated answers that are meant for it."""

import threading
from collections.abc import Hashable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.curated.agreement import agree
from index.curated.book import Book, Shelf, Vector
from index.curated.entry import CuratedAnswer, exact_form
from index.errors import CiteqaError
from index.loading.language import detect_question

#: The cosine of two questions from which they may be the same, fitted for the shipped encoder
#: on the pairs of ``tests/data/curated_pairs.jsonl``; ``docs/curated-and-feedback.md`` has
#: the figures.
FITTED_THRESHOLD = 0.975

#: How much lower cosines are across languages: in that encoder's, of the same question.
_ACROSS = 0.06


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
    wordings: list[Match]
    languages: list[str | None]
    vectors: NDArray[np.float32]


class Matcher:
    """Finds answers by their questions' wording, and by vector where it has a threshold.

    What it knows is brought up to date whenever the book has changed, by whichever process:
    an answer that is kept counts for the next question.
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
            least = self._threshold - _ACROSS * (known.languages[at] != language)
            if cosine >= least and agree(question, wording.question):
                yield Match(wording.entry, wording.question, cosine)

    def refresh(self) -> None:
        """Embed what has no vector yet, so that no question has to wait for that."""
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
        wordings = [Match(entry, each, 1.0) for entry in shelf.entries for each in entry.questions]
        vectors = self._vectors(shelf, wordings) if self._threshold is not None else []
        return _Known(
            version=shelf.version,
            exact={exact_form(match.question): match for match in wordings},
            wordings=wordings,
            languages=self._detected(wordings),
            vectors=np.stack(vectors) if vectors else np.zeros((0, 0), dtype=np.float32),
        )

    def _detected(self, wordings: list[Match]) -> list[str | None]:
        known = self._known
        # Of the last time, as most of them are the same.
        old = zip(known.wordings, known.languages, strict=True) if known else ()
        languages = {match.question: language for match, language in old}
        for question in {match.question for match in wordings} - languages.keys():
            languages[question] = detect_question(question)
        return [languages[match.question] for match in wordings]

    def _vectors(self, shelf: Shelf, wordings: list[Match]) -> list[Vector]:
        missing = {each.question for each in wordings} - shelf.vectors.keys()
        made = {each: self._embedded(each) for each in sorted(missing)}
        if made:
            # Another worker, or the next start, is spared the work; nothing else is lost.
            with suppress(CiteqaError):
                self._book.keep_vectors(self._encoder, made)
        return [made.get(w.question, shelf.vectors.get(w.question)) for w in wordings]  # type: ignore[misc]

    def _embedded(self, question: str) -> Vector:
        return _unit(np.asarray(self._embedder.run(text=question)["embedding"], dtype=np.float32))


def _unit(vector: Vector) -> Vector:
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector
