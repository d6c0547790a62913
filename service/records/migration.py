"""Making the tables of the records, and bringing those of an older version up to date."""

import sqlite3
from pathlib import Path

from index.errors import StoreMismatch
from index.store.migration import statements
from service.records.transaction import transaction

#: Grows with each change of the tables; an older file is changed step by step.
VERSION = 1

_SCHEMA = Path(__file__).with_name("schema.sql")


def bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables of this version, in one transaction, where they are not there yet.

    :raises StoreMismatch: when a newer version made them, or another program.
    """
    with transaction(connection, "BEGIN"):
        found = _version(connection, path)
    if found == VERSION:
        return
    with transaction(connection):
        if _version(connection, path) == 0:  # another process may have been faster
            for statement in statements(_SCHEMA.read_text(encoding="utf-8")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """0 for an empty file. Asks twice, so that it must be called within a transaction: else
    the tables could be made between the questions."""
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > VERSION:
        raise StoreMismatch(
            f"{path} was made by a newer version of citeqa ({found}; this one knows {VERSION})."
        )
    if found == 0 and connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
        raise StoreMismatch(f"{path} was not made by citeqa.")
    return found
