"""Making what searches use, with progress."""

from index.errors import CiteqaError
from index.storage import Articles
from index.store.article_store import ArticleStore
from index.store.compacting import compact, compaction_is_due
from index.store.database import Database
from index.store.generations.structure import Choice
from service.cli.console import progress_bar


def compact_with_progress(database: Database, choice: Choice) -> str:
    """See ``index.store.compacting.compact``."""
    with progress_bar("Compacting") as advance:
        return compact(database, choice, advance)


def compact_if_due(store: Articles, choice: Choice) -> None:
    """So that the next search finds it done. The articles are stored already: what goes
    wrong here, a server makes good by itself."""
    if not isinstance(store, ArticleStore):
        return
    try:
        if compaction_is_due(store.database):
            compact_with_progress(store.database, choice)
    except CiteqaError:
        return
