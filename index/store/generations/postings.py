"""Which passages have a term, and how often: what BM25 is computed from."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.store.generations.durable import map_array
from index.store.generations.vocabulary import Vocabulary

STARTS, PLACES, COUNTS = "postings.starts.npy", "postings.places.npy", "postings.counts.npy"
LENGTHS = "lengths.npy"

#: A term that a passage has more often counts as often as this.
LARGEST_COUNT = 255

#: Ascending places of passages (int32 [n]), and how often each has the term (uint8 [n]).
Occurrences = tuple[NDArray[np.int32], NDArray[np.uint8]]


class MappedPostings:
    """The postings of a generation, mapped from its files."""

    def __init__(self, folder: Path) -> None:
        self._vocabulary = Vocabulary(folder)
        self._starts = map_array(folder / STARTS)
        self._places = map_array(folder / PLACES)
        self._counts = map_array(folder / COUNTS)
        #: How many terms each passage has; float32 [passages].
        self.lengths: NDArray[Any] = map_array(folder / LENGTHS)

    def occurrences(self, term: str) -> Occurrences | None:
        """``None`` where no passage has ``term``."""
        number = self._vocabulary.number(term)
        if number is None:
            return None
        start, end = self._starts[number : number + 2]
        return self._places[start:end], self._counts[start:end]
