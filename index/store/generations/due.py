"""When a new generation is worth its making."""

import sqlite3

from index.errors import GenerationUnusable
from index.store.generations.folder import GenerationFolder
from index.store.generations.manifest import read_manifest
from index.store.position import read_position

#: A generation is due when as much has changed as it has passages, divided by this…
_SHARE = 4

#: …but not for less than this, nor later than for this: what is not in a generation takes
#: memory in every process, and time in every search.
LEAST, MOST = 2_000, 50_000


def limit(size: int) -> int:
    """How many passages may have come or gone since a generation of ``size`` was made."""
    return min(max(LEAST, size // _SHARE), MOST)


def is_due(connection: sqlite3.Connection, folder: GenerationFolder) -> bool:
    """Whether so much has changed since the generation in use, judged by its manifest."""
    position = read_position(connection)
    try:
        made = read_manifest(folder.path / position.generation) if position.generation else None
    except GenerationUnusable:
        return True
    since = made.last_passage if made else 0
    sql = "SELECT count(*) FROM passages WHERE number > ?"
    waiting = int(connection.execute(sql, (since,)).fetchone()[0])
    if made is not None:
        waiting += position.last_removal - made.last_removal
    return waiting > limit(made.passages if made else 0)
