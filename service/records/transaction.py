"""All of a block's changes, or none of them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def transaction(connection: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """Begin as ``begin`` says, and commit at the end of the block, or roll back when it
    raises. By itself ``BEGIN`` gives one view of the data, and writes from the first change
    on."""
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
