"""From a data directory to what searches use."""

import logging
import sqlite3

from index.errors import GenerationUnusable, IndexRebuilding, SnapshotOutdated
from index.store.database import Database
from index.store.generations.folder import GenerationFolder
from index.store.generations.generation import Generation, open_generation
from index.store.generations.structure import METRIC
from index.store.position import Position, read_position
from index.store.searching.state import State

#: The most passages that a process takes into its own memory for want of a generation: that
#: many take a few seconds, and a few kilobytes each.
MOST_IN_MEMORY = 100_000

_log = logging.getLogger(__name__)


def open_state(database: Database, connection: sqlite3.Connection, unusable: str = "") -> State:
    """The generation in use, and what came since; without a usable one, everything.
    ``unusable`` is one that need not be tried again.

    :raises IndexRebuilding: when there is none and too much would have to be read.
    :raises SnapshotOutdated: when the caller's view names one that has been replaced.
    """
    position = read_position(connection)
    generation = None if position.generation == unusable else _generation(database, position)
    state = State(position, database.incarnation, generation)
    if state.missing(connection) > MOST_IN_MEMORY:
        raise IndexRebuilding
    state.catch_up(connection, position)
    if state.passages() == position.passages:
        return state
    # It is whole, and yet not of these articles.
    _log.warning("generation %r does not fit what is stored; see 'citeqa doctor'", state.name)
    if position.passages > MOST_IN_MEMORY:
        raise IndexRebuilding
    everything = State(position, database.incarnation, None)
    everything.catch_up(connection, position)
    return everything


def _generation(database: Database, position: Position) -> Generation | None:
    if not position.generation:
        return None
    try:
        opened = open_generation(GenerationFolder(database.data_dir).path / position.generation)
        _must_fit(opened, position)
    except GenerationUnusable as error:
        if database.newest_fact("generation") != position.generation:
            raise SnapshotOutdated from None
        _log.warning("%s", error)
        return None
    return opened


def _must_fit(generation: Generation, position: Position) -> None:
    manifest = generation.manifest
    dimension = generation.vectors.d if generation.vectors is not None else 0
    stale = {
        "of another metric": manifest.metric != METRIC,
        "of another dimension than it says": manifest.dimension != dimension,
        "of another data directory": manifest.identity != position.identity,
        "newer than what is stored": (
            manifest.last_passage > position.last_passage
            or manifest.last_removal > position.last_removal
        ),
        "older than the removals that are kept": manifest.last_removal < position.forgotten,
    }
    for reason, true in stale.items():
        if true:
            raise GenerationUnusable(generation.folder, f"it is {reason}")
