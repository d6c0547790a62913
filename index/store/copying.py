"""A database file into another one, page by page."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

#: Called with how many pages are copied, and how many there are.
OnPages = Callable[[int, int], None]

#: 16 MiB of the usual pages: often enough for a bar and for Ctrl-C.
_STEP = 4096


def copy(source: sqlite3.Connection, file: Path, on_pages: OnPages) -> None:
    """Make ``file`` from what ``source`` sees: one file that needs no others beside it.

    :raises sqlite3.Error: when reading or writing fails.
    """
    with closing(sqlite3.connect(file, isolation_level=None)) as made:
        # A file that is not in use yet needs neither; the caller makes it durable.
        made.execute("PRAGMA journal_mode = OFF")
        made.execute("PRAGMA synchronous = OFF")
        source.backup(
            made, pages=_STEP, progress=lambda _, left, total: on_pages(total - left, total)
        )
        # The copy says of itself, as the original did, that it has a log beside it.
        made.execute("PRAGMA journal_mode = DELETE")


def damage(file: Path) -> str | None:
    """What is wrong with a database file, in SQLite's words; ``None`` when it is sound."""
    try:
        with closing(sqlite3.connect(file)) as connection:
            found: str = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if found == "ok" else " ".join(found.split())
