"""One SQLite file, a connection per thread, many readers and one writer at a time."""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.errors import StoreBusy, StoreUnavailable
from index.store.functions import add_functions
from index.store.migration import bring_up_to_date

_COUNT_CHANGE = "UPDATE facts SET value = CAST(value AS INTEGER) + 1 WHERE name = 'changes'"

FILE_NAME = "citeqa.sqlite"

#: Bytes. Five vectors of 384 numbers fill a page of this size; of the usual size, two leave
#: a quarter of it empty. For new files alone.
_PAGE = 8192


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
        self._made = False
        self._prepare()

    def _prepare(self) -> None:
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"Cannot make {self.data_dir}: {error.strerror}.") from error
        bring_up_to_date(self)
        self._made = True

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit.

        :raises StoreUnavailable: when the file is not there any more.
        """
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None and connection.in_transaction:
            return connection
        # Whoever restores a backup puts another file in this one's place. What is written
        # into a file without a name is lost, however durable.
        file = self._file()
        if getattr(self._local, "owner", None) != (os.getpid(), *file):
            self._local.connection = connection = self._connect()
            self._local.owner = (os.getpid(), *(file or self._file()))
        assert connection is not None
        return connection

    def _file(self) -> tuple[int, int] | tuple[()]:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            if self._made:
                raise StoreUnavailable(f"{self.path} is gone.") from None
            return ()
        except OSError as error:
            raise StoreUnavailable(f"{self.path}: {error.strerror}.") from error
        return found.st_dev, found.st_ino

    def _connect(self) -> sqlite3.Connection:
        with translated(self.path):
            connection = sqlite3.connect(
                self.path, timeout=self.busy_seconds, isolation_level=None, cached_statements=256
            )
            try:
                connection.execute(f"PRAGMA page_size = {_PAGE}")
                add_functions(connection)
                use_wal(connection, self.busy_seconds)
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA foreign_keys = ON")
            except BaseException:
                connection.close()
                raise
            return connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One unchanging view of the data, for as long as the block lasts."""
        connection = self.connection
        if connection.in_transaction:
            yield connection
            return
        with translated(self.path):
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("COMMIT")

    @contextmanager
    def writing(self, counted: bool = True) -> Iterator[sqlite3.Connection]:
        """All of the block's changes, durable at its end, or none of them. They make another
        version of the index unless they are not ``counted``.

        :raises StoreBusy: when another process kept writing for too long.
        :raises StoreUnavailable: when the disk is full or the folder read-only.
        """
        connection = self.connection
        with translated(self.path):
            connection.execute("BEGIN IMMEDIATE")
            before = connection.total_changes
            try:
                yield connection
                if counted and connection.total_changes > before:
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

    def newest_fact(self, name: str) -> str | None:
        """The same, in a view of the data that begins now, whatever this thread is reading."""
        with translated(self.path), closing(sqlite3.connect(self.path)) as connection:
            sql = "SELECT value FROM facts WHERE name = ?"
            row = connection.execute(sql, (name,)).fetchone()
        return row[0] if row else None

    @property
    def incarnation(self) -> tuple[int, ...]:
        """Another one tells that another file has taken the place of this thread's, which is
        open."""
        return tuple(self._local.owner[1:])

    def close(self) -> None:
        """Close this thread's connection."""
        if (getattr(self._local, "owner", None) or (None,))[0] == os.getpid():
            self._local.connection.close()
            self._local.connection = self._local.owner = None


def use_wal(connection: sqlite3.Connection, seconds: float) -> None:
    """Switch the file to WAL, which SQLite itself does not wait for: up to ``seconds``."""
    deadline = time.monotonic() + seconds
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's errors as this package's own."""
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
