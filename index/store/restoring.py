"""A backup into a data directory."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.durable import move
from index.errors import BackupInvalid, FolderTaken, StoreBusy, StoreMismatch, StoreUnavailable
from index.store.alone import alone
from index.store.copying import OnPages, copy, damage
from index.store.database import FILE_NAME, Database
from index.store.generations.folder import GenerationFolder
from index.store.migration import SCHEMA_VERSION, renew_identity

FOLDER = "restore.tmp"

#: Where ``index.reindexing`` makes new passages.
REINDEXED = "reindex.tmp"

_LOGS = ("-wal", "-shm", "-journal")


def restore(file: Path, data_dir: Path, on_pages: OnPages, *, replace: bool = False) -> None:
    """Make ``data_dir`` what it was when it was backed up to ``file``.

    The backup is copied and checked beside before anything changes, and then takes its
    place in one step. What is derived from it is made at the next use.

    :raises FolderTaken: when the folder is not empty, unless its index is to be replaced.
    :raises BackupInvalid: when the file is damaged, no backup, or from a newer citeqa.
    :raises StoreBusy: when the index that is to be replaced is in use.
    :raises StoreUnavailable: when the folder cannot be used.
    """
    _must_be_known(file)
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"Cannot make {data_dir}: {error.strerror}.") from error
    with alone(data_dir):
        beside = data_dir / FOLDER
        shutil.rmtree(beside, ignore_errors=True)  # of a run that was cut short
        if not replace and any(data_dir.iterdir()):
            raise FolderTaken(data_dir)
        try:
            beside.mkdir()
            made, path = _checked(file, beside, on_pages), data_dir / FILE_NAME
            with held(path) as old:
                put(made, path, old)
            # Made of the index that was there, and of no use to this one.
            GenerationFolder(data_dir).keep_only("")
            shutil.rmtree(data_dir / REINDEXED, ignore_errors=True)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _must_be_known(file: Path) -> None:
    try:
        with closing(_opened(file)) as connection:
            sql = "SELECT value FROM facts WHERE name = 'schema'"
            schema = int(connection.execute(sql).fetchone()[0])
    except (sqlite3.Error, TypeError, ValueError) as error:
        corrupt = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_CORRUPT
        reason = "is damaged: " if corrupt else "is no backup of citeqa: "
        raise BackupInvalid(file, f"{reason}{error}") from error
    if schema > SCHEMA_VERSION:
        reason = f"was made by a newer citeqa: its schema is {schema}, here it is {SCHEMA_VERSION}"
        raise BackupInvalid(file, reason)


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


def _checked(file: Path, beside: Path, on_pages: OnPages) -> Path:
    """The database in the folder ``beside``, copied from ``file``."""
    made = beside / FILE_NAME
    try:
        with closing(_opened(file)) as connection:
            copy(connection, made, on_pages)
    except sqlite3.OperationalError as error:
        raise StoreUnavailable(f"Cannot copy {file} to {beside.parent}: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise BackupInvalid(file, f"is damaged: {error}") from error
    if found := damage(made):
        raise BackupInvalid(file, f"is damaged: {found}")
    try:
        # What an older citeqa made is refused or brought up to date.
        database = Database(beside)
        with database.writing(counted=False) as restored:
            renew_identity(restored)
        database.close()
    except StoreMismatch as error:
        raise BackupInvalid(file, f"cannot be used: {error}") from error
    closed(made).close()
    return made


@contextmanager
def held(path: Path) -> Iterator[sqlite3.Connection | None]:
    """The database that is to be replaced, with all others kept out; ``None`` where there is
    no file, or one that is no database any more.

    :raises StoreBusy: when it is in use.
    :raises StoreUnavailable: when it cannot be opened.
    """
    old = _replaceable(path) if path.exists() else None
    if old is None:
        yield None
        return
    with closing(old):
        yield old


def put(made: Path, path: Path, old: sqlite3.Connection | None) -> None:
    """Let the database ``made``, which has no log, take the place of the one that is ``held``.

    :raises StoreUnavailable: when it cannot be written; it is as it was then.
    """
    if old is None:
        # A log that was left over would be taken for that of the new file.
        for suffix in _LOGS:
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        move(made, path)
        return
    # Not by a rename: who opens the file just now would go on with the old one and a log
    # of the same name. As a transaction it is as sure, and SQLite keeps others out.
    with closing(sqlite3.connect(made)) as new:
        try:
            new.backup(old)
        except sqlite3.Error as error:
            raise StoreUnavailable(f"{path}: {error}; it is as it was.") from error


def _replaceable(path: Path) -> sqlite3.Connection | None:
    """The database that is to be replaced; ``None`` when it is none any more."""
    try:
        return closed(path)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise StoreUnavailable(f"{path}: {error}.") from error
        raise StoreBusy(f"{path} is in use; stop whatever serves or writes it first.") from error
    except sqlite3.DatabaseError:
        return None


def closed(path: Path) -> sqlite3.Connection:
    """A connection that keeps all others out, to a file without a log beside it.

    :raises sqlite3.OperationalError: SQLITE_BUSY when anybody else has the file open.
    """
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        # SQLite gives up the log only when nobody else has the database open.
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection
