"""The passages that came after the generation, in memory."""

from array import array
from collections import Counter
from collections.abc import Sequence

import faiss
import numpy as np
from numpy.typing import NDArray

from index.store.generations.postings import LARGEST_COUNT, Occurrences
from index.store.generations.structure import new_flat
from index.store.units import unit_rows

#: ``(number, words, embedding)`` as stored.
Row = tuple[int, str, bytes | None]


class GrowingSegment:
    """Implements ``Segment``."""

    def __init__(self) -> None:
        self._numbers = array("q")
        self._lengths = array("f")
        self._alive = bytearray()
        self._embedded = bytearray()
        self._places: dict[int, int] = {}
        self._postings: dict[str, tuple[array[int], array[int]]] = {}
        self.vectors: faiss.Index | None = None
        self.removed = 0
        self.total_length = 0.0

    # Copies: an array that is looked at from elsewhere could not grow.
    @property
    def numbers(self) -> NDArray[np.int64]:
        """See ``Segment``."""
        return np.array(self._numbers, dtype=np.int64)

    @property
    def lengths(self) -> NDArray[np.float32]:
        """See ``Segment``."""
        return np.array(self._lengths, dtype=np.float32)

    @property
    def alive(self) -> NDArray[np.bool_]:
        """See ``Segment``."""
        return np.array(self._alive, dtype=bool)

    @property
    def embedded(self) -> NDArray[np.bool_] | None:
        """See ``Segment``."""
        return None if 0 not in self._embedded else np.array(self._embedded, dtype=bool)

    def occurrences(self, term: str) -> Occurrences | None:
        """See ``MappedPostings.occurrences``."""
        found = self._postings.get(term)
        if found is None:
            return None
        return np.array(found[0], dtype=np.int32), np.array(found[1], dtype=np.uint8)

    def add(self, rows: Sequence[Row]) -> None:
        """Passages in the order of their row numbers, which are higher than all before."""
        before = len(self)
        for number, words, embedding in rows:
            self._places[number] = len(self)
            self._numbers.append(number)
            self._alive.append(1)
            self._embedded.append(embedding is not None)
            self._index(words.split())
        self._add_vectors(rows, before)

    def _index(self, terms: list[str]) -> None:
        place = len(self) - 1
        self._lengths.append(len(terms))
        self.total_length += len(terms)
        for term, count in Counter(terms).items():
            places, counts = self._postings.setdefault(term, (array("i"), array("B")))
            places.append(place)
            counts.append(min(count, LARGEST_COUNT))

    def _add_vectors(self, rows: Sequence[Row], before: int) -> None:
        given = [(at, blob) for at, (_, _, blob) in enumerate(rows) if blob is not None]
        size = 0 if self.vectors is None else self.vectors.d
        block = np.zeros((len(rows), size), dtype=np.float32)
        if given:
            units = unit_rows([blob for _, blob in given])
            if units.shape[1] != size:
                # All vectors were replaced when another encoder's have another dimension.
                size = units.shape[1]
                self.vectors = new_flat(size)
                self.vectors.add(np.zeros((before, size), dtype=np.float32))
                block = np.zeros((len(rows), size), dtype=np.float32)
            block[[at for at, _ in given]] = units
        if self.vectors is not None:
            self.vectors.add(block)

    def remove(self, numbers: NDArray[np.int64]) -> None:
        """Row numbers that are not in here are passed over."""
        for number in numbers.tolist():
            place = self._places.pop(number, None)
            if place is not None:
                self._alive[place] = 0
                self.removed += 1
                self.total_length -= self._lengths[place]

    def __len__(self) -> int:
        return len(self._numbers)
