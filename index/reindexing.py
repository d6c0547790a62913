"""Cutting and embedding all stored articles anew, beside the index that is in use."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.errors import ArticleNotFound, StoreBusy, StoreMismatch, StoreUnavailable
from index.ingesting import Ingestor, Submission
from index.store.alone import alone
from index.store.article_store import ArticleStore
from index.store.compatibility import note_encoder
from index.store.database import Database
from index.store.restoring import REINDEXED

FOLDER = REINDEXED

_BATCH = 32

#: How often articles that others changed meanwhile are taken up before giving up.
_ROUNDS = 10


def reindex(store: ArticleStore, ingestor: Ingestor, on_article: Callable[[int, int], None]) -> int:
    """Bring every stored article's passages and vectors to the ingestor's settings.

    The new ones are made in a folder of their own and replace the old in one
    transaction: until then the old index answers, and a run that was cut short is taken
    up by the next one. ``on_article(done, total)`` tells the progress. Returns the
    number of articles. Passages that belong to no article go.

    :raises StoreBusy: when another process reindexes, or does not stop writing.
    :raises CiteqaError: when it cannot be done; the old index is as it was.
    """
    data_dir = store.database.data_dir
    with alone(data_dir):
        made = _beside(ingestor, data_dir / FOLDER)
        beside = ingestor.into(made)
        try:
            for _ in range(_ROUNDS):
                _embed(store, beside, on_article)
                if _swap(store.database, made.database.path, beside):
                    break
            else:
                raise StoreBusy("Articles kept changing meanwhile; try again.")
        finally:
            made.close()
        shutil.rmtree(data_dir / FOLDER)
    return store.state().articles


def _beside(ingestor: Ingestor, folder: Path) -> ArticleStore:
    """A store in ``folder``, which may have what an earlier run left there."""
    try:
        return _opened(ingestor, folder)
    except (StoreMismatch, StoreUnavailable):
        # Vectors of an encoder that is not in use any more, or half a file.
        shutil.rmtree(folder, ignore_errors=True)
        return _opened(ingestor, folder)


def _opened(ingestor: Ingestor, folder: Path) -> ArticleStore:
    beside = ArticleStore(Database(folder))
    beside.must_match(ingestor.encoder_name)
    return beside


def _embed(source: ArticleStore, beside: Ingestor, on_article: Callable[[int, int], None]) -> None:
    ids = list(source.ids())
    for begin in range(0, len(ids), _BATCH):
        # What is there already, from an earlier round or run, is no work.
        beside.ingest(list(_submissions(source, ids[begin : begin + _BATCH])))
        on_article(min(begin + _BATCH, len(ids)), len(ids))


def _submissions(source: ArticleStore, ids: Sequence[str]) -> Iterator[Submission]:
    for article_id in ids:
        try:
            yield Submission(source.article(article_id).article)
        except ArticleNotFound:
            continue  # deleted meanwhile


def _swap(database: Database, path: Path, beside: Ingestor) -> bool:
    """Replace all passages unless there are articles whose new ones are not made yet."""
    with _attached(database, path):
        try:
            with database.writing() as connection:
                if connection.execute(_UNMADE, (beside.recipe,)).fetchone():
                    raise _NotYet
                for statement in _REPLACE:
                    connection.execute(statement)
                note_encoder(connection, beside.encoder_name)
        except _NotYet:
            return False
    return True


class _NotYet(Exception):
    """Rolls the transaction back."""


@contextmanager
def _attached(database: Database, path: Path) -> Iterator[None]:
    database.connection.execute("ATTACH ? AS beside", (str(path),))
    try:
        yield
    finally:
        database.connection.execute("DETACH beside")


_MADE = "made.id = main.articles.id AND made.version = main.articles.version"

_UNMADE = (
    "SELECT 1 FROM main.articles WHERE NOT EXISTS "
    f"(SELECT 1 FROM beside.articles AS made WHERE {_MADE} AND made.recipe = ?)"
)

_KEPT = "FROM beside.passages AS made JOIN main.passages AS kept ON kept.id = made.id"

_REPLACE = (
    # The trigger takes vectors and terms with them and notes the removals.
    "DELETE FROM main.passages",
    # New row numbers, so that whoever searches notices; by article as before.
    "INSERT INTO main.passages (id, article_id, meta, content) "
    "SELECT id, article_id, meta, content FROM beside.passages "
    "WHERE article_id IN (SELECT id FROM main.articles) ORDER BY number",
    f"INSERT INTO main.vectors (number, embedding) SELECT kept.number, embedding {_KEPT} "
    "JOIN beside.vectors AS new ON new.number = made.number ORDER BY kept.number",
    f"INSERT INTO main.terms (number, words) SELECT kept.number, words {_KEPT} "
    "JOIN beside.terms AS new ON new.number = made.number ORDER BY kept.number",
    "UPDATE main.articles SET recipe = made.recipe, passages = made.passages, "
    f"indexed_at = made.indexed_at FROM beside.articles AS made WHERE {_MADE}",
)
