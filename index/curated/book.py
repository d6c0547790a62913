"""What keeps the curated answers, as far as the index asks."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.curated.entry import CuratedAnswer

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shelf:
    """All curated answers at one moment, with those vectors of their questions that are kept."""

    version: Hashable
    entries: tuple[CuratedAnswer, ...]
    vectors: Mapping[str, Vector]


@dataclass(frozen=True, slots=True)
class CuratedPage:
    """Some of the answers in order of id; ``next_after`` starts the next page."""

    entries: tuple[CuratedAnswer, ...]
    total: int
    next_after: str | None


class Book(Protocol):
    """Any call can raise ``StoreUnavailable``; the writing ones also ``StoreBusy``. What a
    call has written, every later call sees, in any process."""

    def version(self) -> Hashable:
        """Another one after every change; ``None`` where there never was an answer."""
        ...

    def shelf(self, encoder: str) -> Shelf:
        """Everything, with the vectors of this encoder."""
        ...

    def get(self, curated_id: str) -> CuratedAnswer:
        """:raises CuratedNotFound: when there is none."""
        ...

    def page(self, limit: int, after: str | None) -> CuratedPage:
        """Up to ``limit`` answers whose id comes after ``after``, by id."""
        ...

    def put(
        self, entries: Sequence[CuratedAnswer], encoder: str, vectors: Mapping[str, Vector]
    ) -> int:
        """Keep these in place of those with the same ids, with this encoder's ``vectors`` of
        their questions, all or none; returns how many are new.

        :raises QuestionTaken: when another answer has one of the questions.
        """
        ...

    def delete(self, curated_id: str) -> None:
        """:raises CuratedNotFound: when there is none."""
        ...

    def keep_vectors(self, encoder: str, vectors: Mapping[str, Vector]) -> None:
        """Keep vectors of questions, and none of another encoder."""
        ...
