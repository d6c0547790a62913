"""The searches of one process, over what every process has written."""

import logging
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from index.errors import CiteqaError, IndexRebuilding, SnapshotOutdated
from index.store.database import Database
from index.store.generations.due import limit
from index.store.lookup import Hit
from index.store.position import Position, read_position
from index.store.searching import opening
from index.store.searching.background import Builder
from index.store.searching.bm25 import best_matches
from index.store.searching.dense import nearest
from index.store.searching.state import State

_log = logging.getLogger(__name__)


class SearchIndex:
    """Threads may share it; they search one after the other, for milliseconds each."""

    def __init__(self, database: Database, builder: Builder | None) -> None:
        """``builder`` is told when a generation is due; without one, none is made."""
        self._database = database
        self._lock = threading.Lock()
        self._state: State | None = None
        self._next: State | None = None
        self._opening: threading.Thread | None = None
        #: A generation that cannot be used, and that is not to be read over and over.
        self._unusable = ""
        self._builder = builder

    def dense(
        self, vector: Sequence[float], filters: Mapping[str, Any] | None, top_k: int
    ) -> list[Hit]:
        """The ``top_k`` nearest passages and their cosines, -1 to 1, best first.

        :raises FilterError: when the filter is malformed.
        :raises ValueError: when the vector has another dimension than the passages.
        :raises SnapshotOutdated: when the caller's view of the data is older than what
            another thread has brought this up to.
        :raises IndexRebuilding: when there is nothing to search in yet.
        :raises StoreUnavailable: when the data directory cannot be read.
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
        state = self._state
        if state is None or not self._continues(connection, state, position):
            state = self._reopened(connection, position)
        try:
            state.catch_up(connection, position)
        except SnapshotOutdated:
            raise
        except BaseException:
            self._state = None  # it may have taken in half of what came
            raise
        self._state = state
        self._follow(position, state)
        return state

    def _continues(self, connection: sqlite3.Connection, state: State, position: Position) -> bool:
        """Whether catching up is what there is to do, and not too much of it."""
        if not state.leads_to(position, self._database.incarnation):
            return False
        if position.last_passage - state.last_passage <= opening.MOST_IN_MEMORY:
            return True
        return state.missing(connection) <= opening.MOST_IN_MEMORY

    def _reopened(self, connection: sqlite3.Connection, position: Position) -> State:
        self._state = self._next = None
        try:
            state = opening.open_state(self._database, connection, self._unusable)
        except IndexRebuilding:
            self._unusable = position.generation
            self._build()
            raise
        self._unusable = "" if state.name else position.generation
        return state

    def _take_next(self, position: Position) -> None:
        """Go over to a newer generation once it is open, unless that is ahead of the view."""
        following = self._next
        if following is not None and not following.is_ahead_of(position):
            self._state, self._next = following, None

    def _follow(self, position: Position, state: State) -> None:
        """Open the generation in use when it is another one; have one made when it is due,
        or when the one in use is of no use."""
        if position.generation not in (state.name, self._unusable):
            if self._opening is None or not self._opening.is_alive():
                opener = threading.Thread(target=self._open_next, daemon=True)
                opener.start()
                self._opening = opener
        elif state.waiting > limit(state.generation_size) or position.generation != state.name:
            self._build()

    def _build(self) -> None:
        if self._builder is not None:
            self._builder.start()

    def _open_next(self) -> None:
        """Open the newest generation beside the one that searches go on in."""
        name = ""
        try:
            with self._database.reading() as connection:
                name = read_position(connection).generation
                opened = opening.open_state(self._database, connection)
            if opened.name == name:
                self._next = opened
            else:
                self._unusable = name
        except IndexRebuilding:
            self._unusable = name
        except CiteqaError as error:
            _log.warning("cannot open generation %s: %s", name, error)
        finally:
            self._database.close()
