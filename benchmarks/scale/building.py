"""Making a generation, and where the bytes are afterwards."""

import sqlite3
import time
from pathlib import Path

from benchmarks.tables import Row
from index.store.compacting import compact
from index.store.database import Database
from index.store.generations.folder import GenerationFolder
from index.store.position import read_position

_GROUPS = {
    "vectors": ("vectors.faiss", "trained.faiss"),
    "postings": ("postings.", "vocabulary", "lengths"),
    "columns": ("fields",),
}

_TABLES = """
SELECT name, sum(pgsize) FROM dbstat WHERE aggregate = TRUE GROUP BY name
"""


def build(folder: Path) -> float:
    """Make a generation of everything, unless there is one; returns the seconds it took."""
    database = Database(folder)
    with database.reading() as connection:
        if read_position(connection).generation:
            return 0.0
    begin = time.perf_counter()
    told = [begin]

    def on_progress(done: int, total: int) -> None:
        if time.perf_counter() - told[0] > 15:
            told[0] = time.perf_counter()
            print(f"built {done / total:.0%} in {told[0] - begin:.0f} s", flush=True)

    compact(database, "auto", on_progress)
    database.close()
    return time.perf_counter() - begin


def disk(folder: Path, size: int) -> list[Row]:
    """Bytes for each passage, by what they hold."""
    found = {f"SQLite: {name}": count for name, count in _tables(folder).items()}
    for path in generation(folder).iterdir():
        names = (name for name, starts in _GROUPS.items() if path.name.startswith(starts))
        name = f"generation: {next(names, 'other')}"
        found[name] = found.get(name, 0) + path.stat().st_size
    found["all"] = sum(found.values())
    return [
        {"disk": name, "MB": round(count / 1e6, 1), "bytes a passage": round(count / size, 1)}
        for name, count in found.items()
    ]


def _tables(folder: Path) -> dict[str, int]:
    """Bytes by table, its indexes included."""
    database = Database(folder)
    try:
        with database.reading() as connection:
            sql = "SELECT name, tbl_name FROM sqlite_schema WHERE rootpage"
            tables = dict(connection.execute(sql).fetchall())
            pages = connection.execute(_TABLES).fetchall()
    except sqlite3.OperationalError:  # an SQLite without the table `dbstat`
        return {"all": database.path.stat().st_size}
    finally:
        database.close()
    found = {"articles": 0, "passages": 0, "vectors": 0, "terms": 0, "other": 0}
    for name, count in pages:
        table = tables.get(name, "other")
        found[table if table in found else "other"] += count
    return found


def generation(folder: Path) -> Path:
    """The folder of the generation in use."""
    return GenerationFolder(folder).finished()[0]
