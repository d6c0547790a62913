"""Files into the store: in batches, with a count of what happened, and pruning."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import CiteqaError, InvalidArticle
from index.ingesting import Ingestor, Submission
from index.loading import LoadedArticle, LoadFailure
from index.store.article_store import ArticleStore
from index.stored import Change, Origin

#: A batch is stored when it has this many articles, or this many characters.
BATCH_ARTICLES = 32
BATCH_CHARS = 500_000


@dataclass(slots=True)
class IndexingReport:
    """What a run has done so far; ``seen`` are the ids that the files gave."""

    changes: Counter[Change] = field(default_factory=Counter)
    removed: int = 0
    failures: list[LoadFailure] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


def index_articles(
    ingestor: Ingestor,
    loaded: Iterable[LoadedArticle | LoadFailure],
    report: IndexingReport,
    on_failure: Callable[[LoadFailure], None],
) -> None:
    """Store what was loaded; ``report`` is true at any moment, also when this is cut short.

    An article that cannot be stored is a failure, and the others go in without it.

    :raises CiteqaError: when nothing more can be stored; what was stored before stays.
    """
    for batch in _batches(_articles(loaded, report, on_failure)):
        for failure in _store(ingestor, batch, report):
            report.failures.append(failure)
            on_failure(failure)


def prune_folders(store: ArticleStore, roots: Sequence[Path], report: IndexingReport) -> None:
    """Delete the articles that came from these resolved folders and were not seen again.

    Those of a file or folder with a failure stay: it may still have them.
    """
    failed = {failure.file for failure in report.failures}
    gone = [
        article_id
        for root in roots
        for article_id, origin in store.origins(str(root)).items()
        if article_id not in report.seen and not _is_in(origin, failed)
    ]
    if gone:
        report.removed += store.delete_all(gone)


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
    ingestor: Ingestor, batch: Sequence[LoadedArticle], report: IndexingReport
) -> Iterator[LoadFailure]:
    try:
        outcomes = ingestor.ingest([Submission(each.article, each.origin) for each in batch])
    except Exception as error:
        # Locks, disks and models fail for every article alike.
        if isinstance(error, CiteqaError) and not isinstance(error, InvalidArticle):
            raise
        if len(batch) > 1:
            for each in batch:
                yield from _store(ingestor, [each], report)
        else:
            origin = batch[0].origin
            reason = f"cannot be stored: {str(error) or type(error).__name__}"
            yield LoadFailure(origin.file, origin.line, reason)
    else:
        report.changes.update(outcome.change for outcome in outcomes)
