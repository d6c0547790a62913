"""A copy of the records while they are in use, and back."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from index.durable import whole
from index.errors import BackupFailed, BackupInvalid, FileTaken, StoreUnavailable
from index.store.copying import copy, damage
from index.store.restoring import closed, held, put
from service.records.database import FILE_NAME, Records
from service.records.migration import bring_up_to_date

#: Beside the index's own backup: ``FILE`` has the articles, ``FILE.records`` the rest.
_SUFFIX = ".records"


def beside(file: Path) -> Path:
    """Where the records are that belong to the backup ``file``."""
    return file.with_name(file.name + _SUFFIX)


def must_be_free(file: Path, *, replace: bool) -> None:
    """:raises FileTaken: when there is a file where the copy of the records would be."""
    if not replace and beside(file).exists():
        raise FileTaken(beside(file))


def back_up_records(data_dir: Path, file: Path) -> bool:
    """Copy the records of a data directory beside its backup ``file``, for its owner alone to
    read; returns whether there were any. A copy of none is removed: it is of another time.

    :raises BackupFailed: when the copy cannot be made, or would be damaged.
    :raises StoreUnavailable: when the records cannot be read.
    :raises OSError: when the folder cannot be written to.
    """
    with closing(Records(data_dir)) as records, records.reading() as connection:
        if connection is None:
            beside(file).unlink(missing_ok=True)
            return False
        with whole(beside(file)) as made:
            _empty(made)
            try:
                copy(connection, made, _quiet)
            except sqlite3.Error as error:
                raise BackupFailed(f"Cannot write {beside(file)}: {error}.") from error
            if found := damage(made):
                raise BackupFailed(f"The records are damaged, and were not copied: {found}.")
    return True


def check_records(file: Path, data_dir: Path) -> None:
    """Whether the records beside the backup ``file``, if there are some, can be restored.

    :raises BackupInvalid: when they are damaged, or none.
    :raises StoreMismatch: when a newer citeqa made them.
    :raises StoreBusy: when those that are to be replaced are in use.
    """
    copied = beside(file)
    if not copied.exists():
        return
    if found := damage(copied):
        raise BackupInvalid(copied, f"is damaged: {found}")
    with closing(sqlite3.connect(f"{copied.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        if not connection.execute("PRAGMA user_version").fetchone()[0]:
            raise BackupInvalid(copied, "is no copy of citeqa's records")
        bring_up_to_date(connection, copied)
    with held(data_dir / FILE_NAME):
        pass


def restore_records(file: Path, data_dir: Path) -> int | None:
    """Put the records beside the backup ``file`` into a data directory. Without some, those of
    the directory stay as they are, and it returns ``None``.

    A key that was revoked in the directory since stays revoked; returns how many there are.

    :raises StoreBusy: when those that are to be replaced are in use.
    :raises StoreUnavailable: when the folder cannot be used.
    """
    if not beside(file).exists():
        return None
    path = data_dir / FILE_NAME
    try:
        with TemporaryDirectory(prefix=".citeqa-", dir=data_dir) as folder:
            made = Path(folder, FILE_NAME)
            _empty(made)
            with closing(sqlite3.connect(beside(file))) as connection:
                copy(connection, made, _quiet)
            # So that there is one to hold: nobody can make another in its place meanwhile.
            with suppress(FileExistsError):
                _empty(path)
            with held(path) as old:
                kept = _revoke(made, _revoked(old)) if old else 0
                closed(made).close()
                put(made, path, old)
    except (sqlite3.Error, OSError) as error:
        raise StoreUnavailable(f"Cannot copy {beside(file)} to {path}: {error}.") from error
    return kept


def _revoked(old: sqlite3.Connection) -> list[tuple[str, str]]:
    """When the keys that are revoked were, with their ids."""
    try:
        sql = "SELECT revoked, id FROM keys WHERE revoked IS NOT NULL"
        return old.execute(sql).fetchall()
    except sqlite3.DatabaseError:
        return []  # it is damaged, which is why another one takes its place, or new


def _revoke(made: Path, revoked: list[tuple[str, str]]) -> int:
    with closing(sqlite3.connect(made)) as connection, connection:
        sql = "UPDATE keys SET revoked = ? WHERE id = ? AND revoked IS NULL"
        return connection.executemany(sql, revoked).rowcount if revoked else 0


def _empty(made: Path) -> None:
    os.close(os.open(made, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _quiet(done: int, total: int) -> None:
    """Records are small."""
