"""A copy of the data directory while it is in use."""

import os
import sqlite3
from pathlib import Path

from index.durable import whole
from index.errors import BackupFailed, FileTaken
from index.reply import IndexState
from index.store.article_store import ArticleStore
from index.store.copying import OnPages, copy, damage
from index.store.database import FILE_NAME


def back_up(
    store: ArticleStore, file: Path, on_pages: OnPages, *, replace: bool = False
) -> IndexState:
    """Write all that the store has into ``file``: the database, from which the rest is made.

    Readers and writers go on meanwhile; the copy has what was stored at one moment, and
    returned is how much that is. ``on_pages(done, total)`` tells the progress.

    :raises FileTaken: when there is such a file, unless it is to be replaced.
    :raises BackupFailed: when the copy cannot be made, or would be damaged.
    :raises OSError: when the folder cannot be written to.
    """
    _must_be_free(store, file, replace)
    with whole(file) as made:
        # SQLite begins a copy anew whenever somebody writes between two steps, and would
        # not come to an end beside a busy writer. Inside a transaction the source stands
        # still: in WAL mode that hinders nobody, the log only grows until the end.
        with store.reading() as connection:
            state = store.state()
            try:
                copy(connection, made, on_pages)
            except sqlite3.Error as error:
                raise BackupFailed(f"Cannot write {file}: {error}.") from error
        if found := damage(made):
            raise BackupFailed(f"The index is damaged, and was not copied: {found}.")
    return state


def _must_be_free(store: ArticleStore, file: Path, replace: bool) -> None:
    there = Path(os.path.realpath(file))
    own = Path(os.path.realpath(store.database.data_dir))
    # Not even by force: its log would be taken for that of the copy.
    if there.parent == own and there.name.startswith(FILE_NAME):
        raise BackupFailed(f"{file} is the index itself; choose another name.")
    if file.exists() and not replace:
        raise FileTaken(file)
