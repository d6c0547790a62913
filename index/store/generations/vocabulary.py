"""The terms of a generation, sorted, and looked up without being loaded."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.store.generations.durable import map_array, write_array

_TEXT, _STARTS = "vocabulary.text.npy", "vocabulary.starts.npy"


class Vocabulary:
    """Maps a term to its number, its place in the order of the terms' UTF-8."""

    def __init__(self, folder: Path) -> None:
        self._text = map_array(folder / _TEXT)
        self._starts = map_array(folder / _STARTS)

    def number(self, term: str) -> int | None:
        """``None`` for a term that no passage has."""
        wanted = term.encode()
        low, high = 0, len(self._starts) - 1
        while low < high:
            middle = (low + high) // 2
            if self._term(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self._starts) - 1 and self._term(low) == wanted else None

    def _term(self, number: int) -> bytes:
        start, end = self._starts[number : number + 2]
        return bytes(self._text[start:end])


def write_vocabulary(folder: Path, terms: Sequence[bytes]) -> None:
    """``terms`` are sorted and distinct."""
    starts = np.zeros(len(terms) + 1, dtype=np.int64)
    np.cumsum([len(term) for term in terms], out=starts[1:])
    write_array(folder / _TEXT, np.frombuffer(b"".join(terms), dtype=np.uint8))
    write_array(folder / _STARTS, starts)
