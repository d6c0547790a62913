"""Which encoder made the vectors of a data directory."""

import sqlite3

from index.errors import StoreMismatch
from index.store.database import Database

_ENCODER = "encoder"

#: An index that changes in nothing must not count as changed.
_NOTE = (
    "INSERT INTO main.facts VALUES (?, ?) ON CONFLICT (name) "
    "DO UPDATE SET value = excluded.value WHERE value <> excluded.value"
)


def note_encoder(connection: sqlite3.Connection, name: str) -> None:
    """Write down, in the caller's transaction, which encoder the vectors are from."""
    connection.execute(_NOTE, (_ENCODER, name))


def must_match(database: Database, name: str) -> None:
    """:raises StoreMismatch: when there are vectors of another encoder than ``name``."""
    with database.reading() as connection:  # of both, or it could be a fact of another time
        found = database.fact(_ENCODER)
        if found in (None, name):
            return
        if connection.execute("SELECT EXISTS (SELECT 1 FROM passages)").fetchone()[0]:
            raise StoreMismatch(
                f"The index was made with the encoder {found}, and this is {name}. "
                "Run 'citeqa reindex' to embed the stored articles anew."
            )
