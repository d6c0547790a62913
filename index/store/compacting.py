"""Bringing what searches use up to date, in the process that asks for it."""

from index.errors import StoreBusy
from index.store.database import Database
from index.store.generations.building import Progress, make_generation
from index.store.generations.due import is_due
from index.store.generations.folder import GenerationFolder
from index.store.generations.structure import Choice


def compact(database: Database, choice: Choice, on_progress: Progress) -> str:
    """Make a generation of everything stored; returns its name. ``on_progress`` is told
    ``(done, total)``.

    :raises StoreBusy: when another process makes one.
    :raises StoreUnavailable: when the disk is full, or the folder cannot be written.
    """
    with GenerationFolder(database.data_dir).making() as lock:
        if lock is None:
            raise StoreBusy("Another process is making a generation of this folder.")
        return make_generation(database, choice, on_progress).name


def compaction_is_due(database: Database) -> bool:
    """Whether so much has changed that a server would start to make one by itself."""
    with database.reading() as connection:
        return is_due(connection, GenerationFolder(database.data_dir))
