"""Which generation there is to search in."""

from index.reply import GenerationState
from index.store.database import Database
from index.store.generations.folder import NAME
from index.store.position import read_position


def generation_in_use(database: Database) -> GenerationState | None:
    """The one that the data directory names; ``None`` without one."""
    name, before = _named(database), None
    while name and name != before:
        try:
            made = (database.data_dir / NAME / name).stat().st_mtime
        except OSError:
            # Replaced in between, or whoever searches next finds out and has another made.
            name, before = _named(database), name
            continue
        passages, removals, _ = name.split("-")
        return GenerationState(int(passages) + int(removals), made)
    return None


def _named(database: Database) -> str:
    with database.reading() as connection:
        return read_position(connection).generation
