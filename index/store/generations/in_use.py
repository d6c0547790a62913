"""Which generation there is to search in."""

from index.reply import GenerationState
from index.store.database import Database
from index.store.generations.folder import NAME
from index.store.position import read_position


def generation_in_use(database: Database) -> GenerationState | None:
    """The one that the data directory names; ``None`` without one."""
    with database.reading() as connection:
        name = read_position(connection).generation
    try:
        made = (database.data_dir / NAME / name).stat().st_mtime if name else None
    except OSError:
        return None  # whoever searches next finds out, and has another made
    if made is None:
        return None
    passages, removals, _ = name.split("-")
    return GenerationState(int(passages) + int(removals), made)
