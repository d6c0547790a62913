"""Postings from passages' terms, with a few bytes of memory for each posting."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.durable import sync
from index.store.generations.durable import write_array
from index.store.generations.postings import COUNTS, LARGEST_COUNT, LENGTHS, PLACES, STARTS
from index.store.generations.vocabulary import write_vocabulary

#: Passages that are sorted at once.
_PORTION = 20_000


class _Numbering(dict[str, int]):
    """Gives each new term the next number."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


@dataclass(frozen=True, slots=True)
class _Run:
    """The postings of some consecutive passages, by term and then by place."""

    terms: NDArray[np.int32]
    places: NDArray[np.int32]
    counts: NDArray[np.uint8]


class PostingsWriter:
    """Takes the passages in the order of their places, and then writes all files."""

    def __init__(self) -> None:
        self._numbers = _Numbering()
        self._lengths: list[int] = []
        self._pending: list[int] = []
        self._runs: list[_Run] = []
        self._done = 0

    def add(self, words: str) -> None:
        """The next passage, its terms with spaces between them."""
        numbers = self._numbers
        terms = [numbers[term] for term in words.split()]
        self._pending += terms
        self._lengths.append(len(terms))
        if len(self._lengths) - self._done == _PORTION:
            self._sort()

    def write(self, folder: Path) -> None:
        """Write vocabulary, postings and lengths, durable at the end."""
        self._sort()
        order = sorted((term.encode(), number) for term, number in self._numbers.items())
        write_vocabulary(folder, [term for term, _ in order])
        rank = np.empty(len(order), dtype=np.int32)
        rank[[number for _, number in order]] = np.arange(len(order), dtype=np.int32)
        starts = np.zeros(len(order) + 1, dtype=np.int64)
        np.cumsum(self._frequencies(rank), out=starts[1:])
        write_array(folder / STARTS, starts)
        write_array(folder / LENGTHS, np.array(self._lengths, dtype=np.float32))
        self._write_runs(folder, rank, starts)

    def _sort(self) -> None:
        lengths = self._lengths[self._done :]
        places = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
        keys = np.array(self._pending, dtype=np.int64) * _PORTION + places
        found, counts = np.unique(keys, return_counts=True)
        self._runs.append(
            _Run(
                terms=(found // _PORTION).astype(np.int32),
                places=(found % _PORTION + self._done).astype(np.int32),
                counts=np.minimum(counts, LARGEST_COUNT).astype(np.uint8),
            )
        )
        self._done = len(self._lengths)
        self._pending = []

    def _frequencies(self, rank: NDArray[np.int32]) -> NDArray[np.int64]:
        found = np.zeros(len(rank), dtype=np.int64)
        for run in self._runs:
            found[rank] += np.bincount(run.terms, minlength=len(rank))
        return found

    def _write_runs(self, folder: Path, rank: NDArray[np.int32], starts: NDArray[np.int64]) -> None:
        total = int(starts[-1])
        places = _new(folder / PLACES, np.int32, total)
        counts = _new(folder / COUNTS, np.uint8, total)
        free = starts[:-1].copy()
        # Runs are in the order of places: what is appended to a term's stays ascending.
        for run in self._taken():
            begins = np.flatnonzero(np.diff(run.terms, prepend=-1))
            sizes = np.diff(begins, append=len(run.terms))
            mine = rank[run.terms[begins]]
            at = np.repeat(free[mine] - begins, sizes) + np.arange(len(run.terms))
            places[at], counts[at] = run.places, run.counts
            free[mine] += sizes
        for array, name in ((places, PLACES), (counts, COUNTS)):
            if isinstance(array, np.memmap):
                array.flush()
            else:
                np.save(folder / name, array)
            sync(folder / name)

    def _taken(self) -> Iterator[_Run]:
        self._runs.reverse()
        while self._runs:
            yield self._runs.pop()


def _new(path: Path, kind: Any, size: int) -> NDArray[Any]:
    """An array that is a file, or in memory where it is empty: nothing maps 0 bytes."""
    if size == 0:
        return np.empty(0, dtype=kind)
    # A disk that is full says so here; writing to a mapped file without room is fatal.
    with path.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, size * np.dtype(kind).itemsize + 4096)
    mapped: NDArray[Any] = np.lib.format.open_memmap(path, mode="w+", dtype=kind, shape=(size,))
    return mapped
