"""The searches of one process, over what every process has written."""

import sqlite3
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from index.errors import CiteqaError, IndexRebuilding
from index.store.database import Database
from index.store.generations.due import limit
from index.store.generations.structure import Choice
from index.store.lookup import Hit
from index.store.position import Position, read_position
from index.store.searching import opening
from index.store.searching.background import Builder
from index.store.searching.bm25 import best_matches
from index.store.searching.dense import nearest
from index.store.searching.state import State


class SearchIndex:
    """Threads may share it; they search one after the other, for milliseconds each."""

    def __init__(self, database: Database, choice: Choice) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._state: State | None = None
        self._incarnation: tuple[int, ...] = ()
        self._next: State | None = None
        self._opening: threading.Thread | None = None
        self._unusable = ""
        self._builder = Builder(database.data_dir, choice)

    def dense(
        self, vector: Sequence[float], filters: Mapping[str, Any] | None, top_k: int
    ) -> list[Hit]:
        """The ``top_k`` nearest passages and their cosines, -1 to 1, best first.

        :raises FilterError: when the filter is malformed.
        :raises ValueError: when the vector has another dimension than the passages.
        :raises SnapshotOutdated: when the caller's view of the data is older than what
            another thread has brought this up to.
        :raises IndexRebuilding: when there is nothing to search in yet.
        """
        with self._lock, self._database.reading() as connection:
            state = self._current(connection)
            masks = state.masks(connection, filters)
            return nearest(connection, state.segments, masks, vector, top_k)

    def sparse(
        self, terms: Sequence[str], filters: Mapping[str, Any] | None, top_k: int
    ) -> list[Hit]:
        """The ``top_k`` best passages by BM25; errors are those of ``dense``."""
        with self._lock, self._database.reading() as connection:
            state = self._current(connection)
            masks = state.masks(connection, filters)
            return best_matches(state.segments, masks, terms, top_k)

    def __len__(self) -> int:
        """How many vectors there are to search in."""
        with self._lock, self._database.reading() as connection:
            return self._current(connection).vectors()

    def _current(self, connection: sqlite3.Connection) -> State:
        position = read_position(connection)
        self._take_next(position)
        if self._state is None or not self._continues(connection, position):
            self._state = self._opened(connection)
            self._incarnation = self._database.incarnation
            self._unusable = position.generation if not self._state.name else ""
        self._state.catch_up(connection, position)
        self._follow(position, self._state)
        return self._state

    def _continues(self, connection: sqlite3.Connection, position: Position) -> bool:
        """Whether catching up is what there is to do, and not too much of it."""
        assert self._state is not None
        same = self._incarnation == self._database.incarnation
        if not (same and self._state.follows(position)):
            return False
        if position.last_passage - self._state.last_passage <= opening.MOST_IN_MEMORY:
            return True
        return self._state.missing(connection) <= opening.MOST_IN_MEMORY

    def _opened(self, connection: sqlite3.Connection) -> State:
        try:
            return opening.open_state(self._database, connection)
        except IndexRebuilding:
            self._builder.start()
            raise

    def _take_next(self, position: Position) -> None:
        """Go over to a newer generation once it is open, unless that is ahead of the view."""
        following = self._next
        if following is not None and not following.is_ahead_of(position):
            self._state, self._next = following, None

    def _follow(self, position: Position, state: State) -> None:
        if position.generation not in (state.name, self._unusable) and self._opening is None:
            self._opening = threading.Thread(target=self._open_next, daemon=True)
            self._opening.start()
        if state.waiting > limit(state.generation_size) or (position.generation and not state.name):
            self._builder.start()

    def _open_next(self) -> None:
        """Open the newest generation beside the one that searches go on in."""
        try:
            with self._database.reading() as connection:
                name = read_position(connection).generation
                opened = opening.open_state(self._database, connection)
            if opened.name == name:
                self._next = opened
            else:
                self._unusable = name
        except CiteqaError:
            pass  # the next search tries again, or finds out what is wrong
        finally:
            self._database.close()
            self._opening = None
