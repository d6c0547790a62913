"""One SQLite file, a connection per thread, many readers and one writer at a time."""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoreBusy, StoreMismatch, StoreUnavailable
from index.store.dates import compare_dates
from index.store.rows import same_json

_COUNT_CHANGE = "UPDATE facts SET value = CAST(value AS INTEGER) + 1 WHERE name = 'changes'"

SCHEMA_VERSION = "1"
FILE_NAME = "citeqa.sqlite"


class Database:
    """The SQLite file of a data directory.

    WAL lets readers go on while one process writes; ``synchronous = FULL`` makes a
    commit durable before it is acknowledged. Each thread has its own connection, made
    at first use, so that forked workers never share one.
    """

    def __init__(self, data_dir: Path, busy_seconds: float = 10.0) -> None:
        """Opens the file, or makes it with its folder.

        :raises StoreUnavailable: when the folder cannot be used.
        :raises StoreMismatch: when another version of citeqa made it.
        """
        self.data_dir = data_dir
        self.path = data_dir / FILE_NAME
        self.busy_seconds = busy_seconds
        self._local = threading.local()
        self._prepare()

    def _prepare(self) -> None:
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"Cannot make {self.data_dir}: {error.strerror}.") from error
        with self.reading() as connection:
            present = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if not present:
            self._create()
        found = self.fact("schema")
        if found != SCHEMA_VERSION:
            raise StoreMismatch(f"{self.path} has schema {found}; this is {SCHEMA_VERSION}.")

    def _create(self) -> None:
        script = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
        with self.writing() as connection:
            if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
                return  # another process was faster
            for statement in _statements(script):
                connection.execute(statement)
            facts = [("schema", SCHEMA_VERSION), ("changes", "0")]
            connection.executemany("INSERT INTO facts VALUES (?, ?)", facts)

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit."""
        owner = getattr(self._local, "owner", None)
        if owner != os.getpid():
            self._local.connection = self._connect()
            self._local.owner = os.getpid()
        connection: sqlite3.Connection = self._local.connection
        return connection

    def _connect(self) -> sqlite3.Connection:
        with _translated(self.path):
            connection = sqlite3.connect(
                self.path, timeout=self.busy_seconds, isolation_level=None, cached_statements=256
            )
            try:
                connection.create_function("compare_dates", 2, compare_dates, deterministic=True)
                connection.create_function("same_json", 2, same_json, deterministic=True)
                self._use_wal(connection)
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA foreign_keys = ON")
            except BaseException:
                connection.close()
                raise
            return connection

    def _use_wal(self, connection: sqlite3.Connection) -> None:
        """WAL is a property of the file; SQLite does not wait for others to switch to it."""
        deadline = time.monotonic() + self.busy_seconds
        while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One unchanging view of the data, for as long as the block lasts."""
        connection = self.connection
        if connection.in_transaction:
            yield connection
            return
        with _translated(self.path):
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All of the block's changes, durable at its end, or none of them.

        :raises StoreBusy: when another process kept writing for too long.
        :raises StoreUnavailable: when the disk is full or the folder read-only.
        """
        connection = self.connection
        with _translated(self.path):
            connection.execute("BEGIN IMMEDIATE")
            before = connection.total_changes
            try:
                yield connection
                if connection.total_changes > before:
                    connection.execute(_COUNT_CHANGE)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def fact(self, name: str) -> str | None:
        """What the data directory says of itself; ``None`` where it says nothing."""
        with self.reading() as connection:
            row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def close(self) -> None:
        """Close this thread's connection."""
        if getattr(self._local, "owner", None) == os.getpid():
            self._local.connection.close()
            self._local.owner = None


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise StoreBusy("Another process is writing; try again.") from error
        raise StoreUnavailable(f"{path}: {error}.") from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        raise StoreUnavailable(f"{path}: {error}.") from error


def _statements(script: str) -> Iterator[str]:
    """The script's statements; ``executescript`` would commit the transaction first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
