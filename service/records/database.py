"""The file of the service's own records, with a connection per thread."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoreMismatch, StoreUnavailable
from index.store.database import translated

FILE_NAME = "records.sqlite"

_SCHEMA = Path(__file__).with_name("schema.sql")
_VERSION = 1


class Records:
    """One SQLite file, durable at each commit, that its owner alone can read.

    It is made at the first write: a service that keeps nothing has none. Any call can
    raise ``StoreBusy`` and ``StoreUnavailable``, and ``StoreMismatch`` where another
    version of citeqa made the file.
    """

    def __init__(self, data_dir: Path, busy_seconds: float = 10.0) -> None:
        self.path = data_dir / FILE_NAME
        self._busy_seconds = busy_seconds
        self._local = threading.local()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """One view of the data; ``None`` where nothing was ever kept."""
        if not self.path.exists():
            yield None
            return
        with translated(self.path):
            connection = self._connection()
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All of the block's changes, durable at its end, or none of them."""
        with translated(self.path):
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _connection(self) -> sqlite3.Connection:
        # Neither a fork nor another file in this one's place may go on with an old connection.
        owner = (os.getpid(), *self._identity())
        if getattr(self._local, "owner", None) != owner:
            self._local.connection = self._connect()
            self._local.owner = (os.getpid(), *self._identity())
        connection: sqlite3.Connection = self._local.connection
        return connection

    def _identity(self) -> tuple[int, ...]:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return ()
        return found.st_dev, found.st_ino

    def _connect(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise StoreUnavailable(f"Cannot open {self.path}: {error.strerror}.") from error
        connection = sqlite3.connect(self.path, self._busy_seconds, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        self._prepare(connection)
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found > _VERSION:
            raise StoreMismatch(f"{self.path} was made by a newer version of citeqa.")
        if found < _VERSION:
            script = _SCHEMA.read_text()
            connection.executescript(
                f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {_VERSION};\nCOMMIT;"
            )
