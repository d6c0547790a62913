"""Files into the store: in batches, with a count of what happened, and pruning."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import CiteqaError, InvalidArticle
from index.ingesting import Ingestor, Submission
from index.loading import LoadedArticle, LoadFailure
from index.storage import Articles
from index.stored import Change, Origin

#: A batch is stored when it has this many articles, or this many characters.
BATCH_ARTICLES = 32
BATCH_CHARS = 500_000


@dataclass(slots=True)
class IndexingReport:
    """What a run has done so far; ``seen`` are the ids that the files gave, ``roots`` the
    folders that gave any."""

    changes: Counter[Change] = field(default_factory=Counter)
    removed: int = 0
    failures: list[LoadFailure] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    roots: set[str] = field(default_factory=set)


def index_articles(
    ingestor: Ingestor,
    loaded: Iterable[LoadedArticle | LoadFailure],
    report: IndexingReport,
    on_failure: Callable[[LoadFailure], None],
    *,
    keep_origins: bool = True,
) -> None:
    """Store what was loaded; ``report`` is true at any moment, also when this is cut short.

    An article that cannot be stored is a failure, and the others go in without it. Without
    ``keep_origins`` they belong to no folder, as if sent over HTTP, and replace any of their id.

    :raises CiteqaError: when nothing more can be stored; what was stored before stays.
    """
    for batch in _batches(_articles(loaded, report, on_failure)):
        taken = _taken(ingestor.store, batch) if keep_origins else {}
        free = [each for each in batch if each.article.id not in taken]
        stored = _store(ingestor, free, report, keep_origins) if free else ()
        for failure in (*taken.values(), *stored):
            report.failures.append(failure)
            on_failure(failure)


def prune_folders(
    store: Articles,
    roots: Sequence[Path],
    report: IndexingReport,
    on_failure: Callable[[LoadFailure], None],
) -> None:
    """Delete the articles that came from these resolved folders and were not seen again.

    Those of a file or folder with a failure stay: it may still have them. A folder that
    gave nothing at all is a failure: it is likelier not mounted than meant to be empty.
    """
    failed = {failure.file for failure in report.failures}
    for root in map(str, roots):
        origins = store.origins(root)
        if origins and root not in report.roots:
            failure = LoadFailure(root, None, "has no articles any more; none were removed")
            report.failures.append(failure)
            on_failure(failure)
            continue
        gone = [
            article_id
            for article_id, origin in origins.items()
            if article_id not in report.seen and not _is_in(origin, failed)
        ]
        if gone:
            report.removed += store.delete_all(gone)


def _taken(store: Articles, batch: Sequence[LoadedArticle]) -> dict[str, LoadFailure]:
    """The ids that belong to other content, in a file of another folder that is still there.

    A folder that was moved may bring its articles along; two folders that have a file of
    the same name must not take turns.
    """
    found = {}
    ids = [each.article.id for each in batch]
    known, versions = store.origins_of(ids), store.versions(ids)
    for each in batch:
        other, stored = known.get(each.article.id), versions.get(each.article.id)
        # What one of them has and the other has not was removed just now.
        if other is None or stored is None or stored[0] == each.article.version:
            continue  # new, or a copy
        elsewhere = other.root != each.origin.root and other.file != each.origin.file
        if elsewhere and Path(other.file).exists():
            reason = f"the id {each.article.id!r} belongs to {other.file}"
            found[each.article.id] = LoadFailure(each.origin.file, each.origin.line, reason)
    return found


def _is_in(origin: Origin, failed: set[str]) -> bool:
    return not failed.isdisjoint((origin.file, *map(str, Path(origin.file).parents)))


def _articles(
    loaded: Iterable[LoadedArticle | LoadFailure],
    report: IndexingReport,
    on_failure: Callable[[LoadFailure], None],
) -> Iterator[LoadedArticle]:
    for item in loaded:
        if isinstance(item, LoadFailure):
            report.failures.append(item)
            on_failure(item)
        else:
            report.seen.add(item.article.id)
            report.roots.add(item.origin.root)
            yield item


def _batches(articles: Iterable[LoadedArticle]) -> Iterator[list[LoadedArticle]]:
    batch: list[LoadedArticle] = []
    characters = 0
    for each in articles:
        batch.append(each)
        characters += len(each.article.text)
        if len(batch) == BATCH_ARTICLES or characters >= BATCH_CHARS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _store(
    ingestor: Ingestor, batch: Sequence[LoadedArticle], report: IndexingReport, keep_origins: bool
) -> Iterator[LoadFailure]:
    origins = [each.origin if keep_origins else None for each in batch]
    articles = [each.article for each in batch]
    try:
        outcomes = ingestor.ingest(list(map(Submission, articles, origins)))
    except Exception as error:
        # Locks, disks and models fail for every article alike.
        if isinstance(error, CiteqaError) and not isinstance(error, InvalidArticle):
            raise
        if len(batch) > 1:
            for each in batch:
                yield from _store(ingestor, [each], report, keep_origins)
        else:
            origin = batch[0].origin
            reason = f"cannot be stored: {str(error) or type(error).__name__}"
            yield LoadFailure(origin.file, origin.line, reason)
    else:
        report.changes.update(outcome.change for outcome in outcomes)
