"""Making again what can be made again from the articles, and nothing else."""

import shutil
from collections.abc import Iterator, Sequence

from index.article import Article
from index.doctor.repair import Repair, tried
from index.doctor.unsound import Unsound, damaged_vectors, unsound_articles
from index.errors import CiteqaError, SnapshotOutdated, StoreBusy
from index.ingesting import Ingestor
from index.store.alone import alone
from index.store.article_store import ArticleStore
from index.store.compacting import compact
from index.store.database import Database
from index.store.generations.building import Progress
from index.store.generations.folder import GenerationFolder
from index.store.generations.structure import Choice
from index.store.restoring import FOLDER as RESTORED
from index.store.rows import read_row
from index.store.searching.opening import open_state
from index.store.snapshot import up_to_date
from index.store.writing import index_terms

_ORPHANS = "(article_id IS NULL OR article_id NOT IN (SELECT id FROM articles))"

#: Articles that are embedded together.
_BATCH = 32


def repair(
    store: ArticleStore, ingestor: Ingestor, choice: Choice, on_progress: Progress
) -> Iterator[Repair]:
    """Mend, in the order in which one thing is needed for the next, and tell of each.

    The text of the articles is the truth: passages, vectors, terms, counts and generations
    are made of it. What is only there once is left as it is. Servers may go on meanwhile.
    """
    database = store.database
    try:
        with alone(database.data_dir):
            yield from tried("left behind", lambda: _leftovers(database))
            file = tried("database file", lambda: _indexes(database))
            yield from file
            if not all(each.done for each in file):
                return  # nothing is written into a file that is damaged
            yield from tried("counts", lambda: _counts(database))
            yield from tried("rows of no passage", lambda: _strays(database))
            yield from _articles(store, ingestor)
            yield from tried("generation", lambda: _generation(database, choice, on_progress))
    except StoreBusy as error:
        yield Repair("data directory", False, str(error))


def _leftovers(database: Database) -> str:
    """What was cut off, of commands that do not take it up again."""
    removed = []
    beside = database.data_dir / RESTORED
    if beside.is_dir():
        shutil.rmtree(beside)
        removed.append(beside.name)
    folder = GenerationFolder(database.data_dir)
    removed += folder.tidy(lambda: database.fact("generation") or "")
    return f"removed {', '.join(removed)}" if removed else ""


def _indexes(database: Database) -> str:
    """SQLite's own indexes are made of its tables; damage to the tables is for a backup."""
    if not _damage(database):
        return ""
    with database.writing(counted=False) as connection:
        connection.execute("REINDEX")
    if left := _damage(database):
        raise ValueError(f"{left}; restore a backup, or index the articles again")
    return "its indexes were made anew"


def _damage(database: Database) -> str:
    with database.reading() as connection:
        line: str = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    return "" if line == "ok" else line


def _counts(database: Database) -> str:
    said = []
    with database.writing() as connection:
        for name in ("articles", "passages"):
            found = connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            sql = "SELECT value FROM counts WHERE name = ?"
            row = connection.execute(sql, (name,)).fetchone()
            if row is None or row[0] != found:
                connection.execute("INSERT OR REPLACE INTO counts VALUES (?, ?)", (name, found))
                said.append(f"there are {found} {name}")
    return ", ".join(said)


def _strays(database: Database) -> str:
    """Vectors and terms that belong to no passage, or are none; and the terms of passages of
    no article, without which no generation can be made."""
    with database.writing() as connection:
        none = "number NOT IN (SELECT number FROM passages)"
        removed = sum(
            connection.execute(f"DELETE FROM {table} WHERE {none}").rowcount
            for table in ("vectors", "terms")
        )
        damaged = damaged_vectors(connection)
        connection.executemany("DELETE FROM vectors WHERE number = ?", [(n,) for n in damaged])
        sql = (
            "SELECT number, id, content, meta FROM passages "
            f"WHERE {_ORPHANS} AND number NOT IN (SELECT number FROM terms)"
        )
        lacking = connection.execute(sql).fetchall()
        words = [(number, " ".join(index_terms(read_row(tuple(row))))) for number, *row in lacking]
        connection.executemany("INSERT INTO terms (number, words) VALUES (?, ?)", words)
    said = {
        f"removed {removed} that belong to nothing": removed,
        f"removed {len(damaged)} vectors that were none": damaged,
        f"made the terms of {len(words)} passages": words,
    }
    return ", ".join(each for each, true in said.items() if true)


def _articles(store: ArticleStore, ingestor: Ingestor) -> Iterator[Repair]:
    unsound = list(unsound_articles(store.database))
    lost = [each for each in unsound if each.article is None]
    sound = [each.article for each in unsound if each.article is not None]
    yield from tried("articles and passages", lambda: _remade(ingestor, sound))
    for each in lost:
        yield Repair("articles and passages", False, _irreparable(each))
    with store.database.reading() as connection:
        orphans = connection.execute(f"SELECT count(*) FROM passages WHERE {_ORPHANS}").fetchone()
    if orphans[0]:
        detail = f"{orphans[0]} belong to no article; 'citeqa reindex' removes them"
        yield Repair("articles and passages", False, detail)


def _remade(ingestor: Ingestor, articles: Sequence[Article]) -> str:
    for begin in range(0, len(articles), _BATCH):
        ingestor.remake(articles[begin : begin + _BATCH])
    names = ", ".join(article.id for article in articles[:3])
    more = f" and {len(articles) - 3} more" if len(articles) > 3 else ""
    return f"cut and embedded anew: {names}{more}" if articles else ""


def _irreparable(each: Unsound) -> str:
    source = f"index {each.file} again" if each.file else "store it again, or restore a backup"
    return f"article {each.id} is damaged, and its text is nowhere else here; {source}"


def _generation(database: Database, choice: Choice, on_progress: Progress) -> str:
    if not (reason := up_to_date(lambda: _unfit(database))):
        return ""
    return f"made {compact(database, choice, on_progress)}: {reason}"


def _unfit(database: Database) -> str:
    try:
        with database.reading() as connection:
            if not (name := database.fact("generation")):
                return ""
            state = open_state(database, connection)
    except SnapshotOutdated:
        raise
    except CiteqaError as error:
        return str(error)
    return "" if state.name == name else "the one in use was damaged, or of other articles"
