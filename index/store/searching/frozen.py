"""A generation's passages, less what was removed since."""

import faiss
import numpy as np
from numpy.typing import NDArray

from index.store.generations.generation import Generation
from index.store.generations.postings import Occurrences


class FrozenSegment:
    """Implements ``Segment``; of its own it has one byte for each passage."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.numbers = generation.numbers
        self.lengths: NDArray[np.float32] = generation.postings.lengths
        self.alive = np.ones(len(generation), dtype=bool)
        self.removed = 0
        self.total_length = float(self.lengths.sum(dtype=np.float64))
        self.embedded: NDArray[np.bool_] | None = None
        if len(generation.lacking):
            self.embedded = np.ones(len(generation), dtype=bool)
            self.embedded[generation.lacking] = False

    @property
    def vectors(self) -> faiss.Index | None:
        """Mapped from the generation's file."""
        return self.generation.vectors

    def occurrences(self, term: str) -> Occurrences | None:
        """See ``MappedPostings.occurrences``."""
        return self.generation.postings.occurrences(term)

    def remove(self, numbers: NDArray[np.int64]) -> None:
        """Row numbers that are not in here are passed over."""
        places = np.searchsorted(self.numbers, numbers)
        mine = places < len(self.numbers)
        places, numbers = places[mine], numbers[mine]
        places = places[self.numbers[places] == numbers]
        places = places[self.alive[places]]
        self.alive[places] = False
        self.removed += len(places)
        self.total_length -= float(self.lengths[places].sum(dtype=np.float64))

    def __len__(self) -> int:
        return len(self.numbers)
