"""Prepared examples as one stream of whole numbers.

A passage stands beside each of its questions, and neighbours are alike: packed, an epoch of
107,000 inputs takes 17 MB.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from training.arrays import save_arrays
from training.errors import PreparedOtherwise


class Numbers:
    """Numbers that are read in the order in which they were put."""

    def __init__(self, values: Iterable[int] = ()) -> None:
        self._values = list(values)
        self._place = 0

    def put(self, *values: int) -> None:
        """Append single numbers."""
        self._values.extend(values)

    def put_row(self, row: Sequence[int]) -> None:
        """Append a row, whose length ``take_row`` will know."""
        self._values.append(len(row))
        self._values.extend(row)

    def take(self) -> int:
        """The next number."""
        self._place += 1
        return self._values[self._place - 1]

    def take_row(self) -> list[int]:
        """The next row."""
        length = self.take()
        self._place += length
        return self._values[self._place - length : self._place]

    @property
    def left(self) -> bool:
        """Whether there is more to read."""
        return self._place < len(self._values)

    def save(self, path: Path, digest: str) -> None:
        """Write them; ``digest`` says what they are, see ``read_numbers``."""
        numbers = np.asarray(self._values, np.int32)
        save_arrays({"numbers": numbers, "digest": np.array(digest)}, path)


def read_numbers(path: Path, digest: str) -> Numbers:
    """What ``Numbers.save`` wrote.

    :raises PreparedOtherwise: when that was something else than ``digest`` says.
    """
    with np.load(path) as file:
        if str(file["digest"]) != digest:
            raise PreparedOtherwise(path)
        return Numbers(file["numbers"].tolist())


def prepared_path(folder: Path, name: str, number: int) -> Path:
    """Where the examples of one epoch are kept; ``name``: what is trained on them."""
    return folder / f"{name}-{number}.npz"
