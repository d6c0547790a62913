"""How far a data directory has come: two counters tell whether anything changed."""

import sqlite3
from dataclasses import dataclass

_SQL = """
SELECT (SELECT value FROM facts WHERE name = 'identity'),
       ifnull((SELECT value FROM facts WHERE name = 'generation'), ''),
       ifnull((SELECT value FROM facts WHERE name = 'encoder'), ''),
       ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'passages'), 0),
       ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'removals'), 0),
       CAST((SELECT value FROM facts WHERE name = 'forgotten') AS INTEGER),
       (SELECT value FROM counts WHERE name = 'passages')
"""


@dataclass(frozen=True, slots=True)
class Position:
    """``generation`` is the name of the one in use, empty without one; ``encoder`` is empty
    before the first article. ``last_passage`` and ``last_removal`` are the highest numbers
    ever given; removals up to ``forgotten`` are not kept any more."""

    identity: str
    generation: str
    encoder: str
    last_passage: int
    last_removal: int
    forgotten: int
    passages: int


def read_position(connection: sqlite3.Connection) -> Position:
    """Where the data stand, in the caller's view of them."""
    return Position(*connection.execute(_SQL).fetchone())
