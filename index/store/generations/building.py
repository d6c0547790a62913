"""Making a generation from what SQLite has."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import GenerationUnusable, StoreUnavailable
from index.store.database import Database
from index.store.generations.durable import write_array
from index.store.generations.fields_writer import FieldsWriter
from index.store.generations.folder import GenerationFolder
from index.store.generations.generation import LACKING, NUMBERS
from index.store.generations.manifest import Manifest, describe, read_manifest
from index.store.generations.postings_writer import PostingsWriter
from index.store.generations.structure import METRIC, Choice
from index.store.generations.vectors_writer import write_vectors
from index.store.position import Position, read_position

#: ``(done, total)`` steps of work, of which there are three for each passage.
Progress = Callable[[int, int], None]


def make_generation(
    database: Database, choice: Choice, on_progress: Progress = lambda done, total: None
) -> Path:
    """Make a generation of everything stored, and put it in the place of older ones. The
    caller has the lock of the folder of generations.

    :raises StoreUnavailable: when the disk is full, or rows are damaged.
    """
    folder = GenerationFolder(database.data_dir)
    try:
        # What was finished and never named, by a maker that was cut off, is of no use.
        folder.keep_only(database.fact("generation") or "")
        begun = folder.start()
        try:
            # One view of the data, however long it takes.
            with database.reading() as connection:
                manifest = _Maker(connection, begun, choice, on_progress).make(folder.path)
            name = folder.name(begun, manifest)
            _publish(database, name, manifest)
            folder.keep_only(name)
            return folder.path / name
        except BaseException:
            folder.remove(begun)
            raise
    except OSError as error:
        raise StoreUnavailable(f"{folder.path}: {error.strerror or error}.") from error
    except (RuntimeError, MemoryError) as error:  # of FAISS, and of NumPy
        raise StoreUnavailable(f"{folder.path}: {error!r}.") from error


def _publish(database: Database, name: str, manifest: Manifest) -> None:
    """Only what SQLite names is used: a folder that a crash left behind is not, nor one that
    belongs to a state of the data which somebody undid."""
    with database.writing(counted=False) as connection:
        before = read_position(connection)
        if before.identity != manifest.identity:
            raise StoreUnavailable("The data directory was exchanged meanwhile.")
        _note(connection, "generation", name)
        # Processes that have not looked since the generation before the last start over.
        old = connection.execute("SELECT value FROM facts WHERE name = 'forgettable'").fetchone()
        if old and int(old[0]) > before.forgotten:
            connection.execute("DELETE FROM removals WHERE sequence <= ?", (int(old[0]),))
            _note(connection, "forgotten", old[0])
        _note(connection, "forgettable", str(manifest.last_removal))


def _note(connection: sqlite3.Connection, name: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))


class _Maker:
    def __init__(
        self, connection: sqlite3.Connection, folder: Path, choice: Choice, on_progress: Progress
    ) -> None:
        self._connection = connection
        self._folder = folder
        self._choice = choice
        self._on_progress = on_progress
        self._done = 0
        sql = "SELECT value FROM counts WHERE name = 'passages'"
        self._total = 3 * int(connection.execute(sql).fetchone()[0])
        on_progress(0, self._total)

    def make(self, generations: Path) -> Manifest:
        position = read_position(self._connection)
        earlier = generations / position.generation if position.generation else None
        numbers = self._numbers_and_fields()
        self._postings(numbers)
        made = write_vectors(
            self._folder,
            self._connection,
            numbers,
            self._choice,
            _trained(earlier, position),
            self._step,
        )
        write_array(self._folder / NUMBERS, numbers)
        write_array(self._folder / LACKING, made.lacking)
        names = sorted(path.name for path in self._folder.iterdir())
        manifest = Manifest(
            identity=position.identity,
            encoder=position.encoder,
            dimension=made.dimension,
            metric=METRIC,
            structure=made.structure,
            trained_on=made.trained_on,
            passages=len(numbers),
            vectors=len(numbers) - len(made.lacking) if made.dimension else 0,
            last_passage=position.last_passage,
            last_removal=position.last_removal,
            files={name: describe(self._folder / name) for name in names},
        )
        manifest.write(self._folder)
        return manifest

    def _numbers_and_fields(self) -> NDArray[np.int64]:
        fields = FieldsWriter()
        numbers = []
        rows = self._connection.execute("SELECT number, meta FROM passages ORDER BY number")
        for number, meta in self._counted(rows):
            numbers.append(number)
            fields.add(meta)
        fields.write(self._folder)
        return np.array(numbers, dtype=np.int64)

    def _postings(self, numbers: NDArray[np.int64]) -> None:
        postings = PostingsWriter()
        found = []
        rows = self._connection.execute("SELECT number, words FROM terms ORDER BY number")
        for number, words in self._counted(rows):
            found.append(number)
            postings.add(words)
        if not np.array_equal(numbers, np.array(found, dtype=np.int64)):
            raise StoreUnavailable("Passages lack terms; 'citeqa doctor' says which.")
        postings.write(self._folder)

    def _counted(self, rows: sqlite3.Cursor) -> Iterator[tuple[int, str]]:
        for row in rows:
            yield row
            self._step(1)

    def _step(self, count: int) -> None:
        self._done += count
        if self._done % 1000 < count:
            self._on_progress(self._done, self._total)


def _trained(earlier: Path | None, position: Position) -> Path | None:
    """The generation whose trained structure may be used again."""
    if earlier is None:
        return None
    try:
        manifest = read_manifest(earlier)
    except GenerationUnusable:
        return None
    same = (manifest.identity, manifest.encoder) == (position.identity, position.encoder)
    return earlier if same else None
