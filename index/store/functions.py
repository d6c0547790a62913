"""What filters call inside SQL."""

import sqlite3

from index.store.dates import compare_dates
from index.store.rows import same_json


def add_functions(connection: sqlite3.Connection) -> None:
    """Let ``connection`` evaluate compiled filters."""
    connection.create_function("compare_dates", 2, compare_dates, deterministic=True)
    connection.create_function("same_json", 2, same_json, deterministic=True)
