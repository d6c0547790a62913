"""The vectors of a generation, read from SQLite in portions."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.durable import sync
from index.errors import GenerationUnusable, StoreUnavailable
from index.store.generations.generation import TRAINED, VECTORS
from index.store.generations.manifest import describe, read_manifest
from index.store.generations.structure import (
    GROWTH,
    TRAINING,
    Choice,
    Structure,
    chosen,
    lists_for,
    new_flat,
    trained_ivf,
)
from index.store.units import unit_rows

_PORTION = 8192

_HASHED = 1 << 16

_Rows = Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]


@dataclass(frozen=True, slots=True)
class VectorsMade:
    """``lacking``: the places of passages that have no vector. ``trained_on``: how many
    vectors there were when the structure was trained; 0 where there is nothing to train."""

    dimension: int
    structure: Structure
    trained_on: int
    lacking: NDArray[np.int64]


def write_vectors(
    folder: Path,
    connection: sqlite3.Connection,
    numbers: NDArray[np.int64],
    choice: Choice,
    earlier: Path | None,
    on_portion: Callable[[int], None],
) -> VectorsMade:
    """Write the vectors of the passages ``numbers``, durable at the end. The generation in
    ``earlier`` lends what it was trained to, as long as that fits."""
    count = connection.execute("SELECT count(*) FROM vectors").fetchone()[0]
    structure = chosen(choice, count)
    if not count:
        return VectorsMade(0, structure, 0, np.arange(len(numbers)))
    index, trained_on = _empty(structure, connection, count, earlier)
    if trained_on:
        _write(index, folder / TRAINED)
    filled = np.zeros(len(numbers), dtype=bool)
    done = 0
    for mine, vectors in _rows(connection):
        places = np.searchsorted(numbers, mine)
        if places[-1] == len(numbers) or not np.array_equal(numbers[places], mine):
            raise StoreUnavailable("Vectors without passages; 'citeqa doctor' says which.")
        filled[places] = True
        # FAISS numbers vectors in the order in which they come: passages without one get
        # zeros, and are passed over in every search.
        block = np.zeros((int(places[-1]) + 1 - done, vectors.shape[1]), dtype=np.float32)
        block[places - done] = vectors
        index.add(block)
        on_portion(len(block))
        done += len(block)
    if done < len(numbers):
        index.add(np.zeros((len(numbers) - done, index.d), dtype=np.float32))
    _write(index, folder / VECTORS)
    return VectorsMade(index.d, structure, trained_on, np.flatnonzero(~filled))


def _empty(
    structure: Structure, connection: sqlite3.Connection, count: int, earlier: Path | None
) -> tuple[faiss.Index, int]:
    dimension = next(_rows(connection))[1].shape[1]
    if structure == "flat":
        return new_flat(dimension), 0
    if lent := _lent(earlier, dimension, count):
        return lent
    sample = _sample(connection, count, lists_for(count) * TRAINING)
    return trained_ivf(sample, min(lists_for(count), len(sample))), count


def _lent(earlier: Path | None, dimension: int, count: int) -> tuple[faiss.Index, int] | None:
    if earlier is None or not (earlier / TRAINED).exists():
        return None
    try:
        manifest = read_manifest(earlier)
        if describe(earlier / TRAINED) != manifest.files[TRAINED]:
            return None
        index = faiss.read_index(str(earlier / TRAINED))
    except (GenerationUnusable, OSError, KeyError, RuntimeError):
        return None  # it is trained anew
    fits = (
        index.d == dimension and manifest.trained_on / GROWTH < count < manifest.trained_on * GROWTH
    )
    return (index, manifest.trained_on) if fits else None


def _sample(connection: sqlite3.Connection, count: int, size: int) -> NDArray[np.float32]:
    """About ``size`` vectors, from all over."""
    # A share of a multiplicative hash (Knuth): every so many numbers would be, in articles of
    # as many passages, the first of each.
    share = min(_HASHED, _HASHED * size // count)
    sql = (
        f"SELECT number, embedding FROM vectors WHERE number * 2654435761 % {_HASHED} < ? "
        "ORDER BY number"
    )
    picked = [vectors for _, vectors in _rows(connection, sql, (share,))]
    return np.concatenate(picked) if picked else next(_rows(connection))[1]


def _rows(
    connection: sqlite3.Connection,
    sql: str = "SELECT number, embedding FROM vectors ORDER BY number",
    parameters: tuple[int, ...] = (),
) -> _Rows:
    rows = connection.execute(sql, parameters)
    while portion := rows.fetchmany(_PORTION):
        numbers = np.array([number for number, _ in portion], dtype=np.int64)
        yield numbers, unit_rows([blob for _, blob in portion])


def _write(index: faiss.Index, path: Path) -> None:
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:  # FAISS raises this for a full disk, too
        raise OSError(f"cannot write {path}: {error}") from error
    sync(path)
