"""The file of the service's own records, with a connection per thread."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp

from index.errors import StoreUnavailable
from index.store.database import translated, use_wal
from service.records.migration import bring_up_to_date
from service.records.transaction import transaction

FILE_NAME = "records.sqlite"

#: Seconds that a note waits for another process to finish writing.
_NOTE_SECONDS = 0.25


class Records:
    """One SQLite file, durable at each commit, that its owner alone can read.

    It is made at the first write: a service that keeps nothing has none. Any call can
    raise ``StoreBusy`` and ``StoreUnavailable``, and ``StoreMismatch`` where another
    version of citeqa made the file. What one process has committed, every other sees in
    its next call.
    """

    def __init__(self, data_dir: Path, busy_seconds: float = 10.0) -> None:
        self.path = data_dir / FILE_NAME
        self._busy_seconds = busy_seconds
        self._local = threading.local()
        self._opened = False
        self._to_erase = False
        #: Of the process that this one was forked from, which alone may close them.
        self._inherited: list[sqlite3.Connection] = []

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """One view of the data; ``None`` where nothing was ever kept."""
        if not self._identity():
            yield None
            return
        with translated(self.path):
            connection = self._connection()
            if connection.in_transaction:
                yield connection
                return
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
            with transaction(connection):
                yield connection
            self._erase_rest()

    @contextmanager
    def noting(self) -> Iterator[sqlite3.Connection]:
        """The same for what may be lost: it survives the process, but not a power cut in
        the seconds after, and waits for another writer only for a moment."""
        with translated(self.path):
            connection = self._connection()
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA busy_timeout = {int(_NOTE_SECONDS * 1000)}")
            try:
                with transaction(connection):
                    yield connection
                self._erase_rest()
            finally:
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute(f"PRAGMA busy_timeout = {int(self._busy_seconds * 1000)}")

    @property
    def identity(self) -> tuple[int, ...]:
        """Another one tells that another file is in this one's place; ``()``: there is none.

        :raises StoreUnavailable: when there was one, and it is gone.
        """
        return self._identity()

    def erase(self) -> None:
        """Let no deleted row be left in the log beside the file, either. Where something that
        is being read keeps it there, the next writes try again."""
        self._to_erase = True
        if self._identity():
            with translated(self.path):
                self._erase_rest()

    def _erase_rest(self) -> None:
        if self._to_erase:
            # Before it is done: what another thread asks for meanwhile is left to the next.
            self._to_erase = False
            done = False
            try:
                done = _truncated(self._connection())
            finally:
                self._to_erase = self._to_erase or not done

    def close(self) -> None:
        """Close this thread's connection."""
        if getattr(self._local, "owner", (None,))[0] == os.getpid():
            self._local.connection.close()
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        # Neither a fork nor another file in this one's place may go on with an old connection.
        old: sqlite3.Connection | None = getattr(self._local, "connection", None)
        pid, *file = getattr(self._local, "owner", (None,))
        if (
            old is not None
            and pid == os.getpid()
            and (old.in_transaction or file == [*self._identity()])
        ):
            return old
        # Looked at first: of a file that takes its place meanwhile this is no connection.
        found = self._identity()
        self._local.connection = connection = self._connect()
        self._local.owner = (os.getpid(), *(found or self._identity()))
        if old is not None and pid == os.getpid():
            old.close()
        elif old is not None:
            self._inherited.append(old)
        return connection

    def _identity(self) -> tuple[int, ...]:
        opened = self._opened  # before the look: another thread may make it after it
        try:
            found = self.path.stat()
        except FileNotFoundError:
            # An empty one in its place would be missing every key, and nobody would know.
            if opened:
                raise StoreUnavailable(f"{self.path} is gone.") from None
            return ()
        except OSError as error:
            raise StoreUnavailable(f"{self.path}: {error.strerror}.") from error
        return found.st_dev, found.st_ino

    def _make(self) -> None:
        """An empty file that its owner alone can read, unless another process is faster."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Never by opening the path itself: closing it again would take this process's
            # locks from a connection that another thread has made meanwhile.
            opened, name = mkstemp(prefix=f".{FILE_NAME}-", dir=self.path.parent)
            os.close(opened)
            try:
                with suppress(FileExistsError):
                    os.link(name, self.path)
            finally:
                Path(name).unlink()
        except OSError as error:
            raise StoreUnavailable(f"Cannot make {self.path}: {error.strerror}.") from error

    def _connect(self) -> sqlite3.Connection:
        if not self._identity():
            self._make()
        connection = sqlite3.connect(self.path, self._busy_seconds, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            use_wal(connection, self._busy_seconds)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            # What is deleted here was somebody's; its bytes are to go, too.
            connection.execute("PRAGMA secure_delete = ON")
            bring_up_to_date(connection, self.path)
        except BaseException:
            connection.close()
            raise
        self._opened = True
        return connection


def _truncated(connection: sqlite3.Connection) -> bool:
    """Whether the log is empty now."""
    # Nobody is to wait for whoever reads; busy is 1 then.
    (waited,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout = 0")
    (busy, *_), *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.execute(f"PRAGMA busy_timeout = {waited}")
    return not busy
