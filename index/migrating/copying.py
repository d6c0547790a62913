"""From one store into another what the other does not have."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.errors import NothingToMigrate, TargetDiffers, TargetHasMore
from index.migrating.entry import BATCH, entries
from index.storage import Articles


@dataclass(slots=True)
class Migrated:
    """How many articles were copied, were there as they are, and were removed."""

    copied: int = 0
    unchanged: int = 0
    removed: int = 0


def migrate(
    source: Articles,
    target: Articles,
    encoder: str,
    on_articles: Callable[[int, int], None],
    *,
    prune: bool = False,
    replace: bool = False,
) -> Migrated:
    """Bring ``target`` to what ``source`` has; nothing is cut or embedded anew.

    Each batch is written as a whole, so that a run that was cut short is taken up by the
    next. ``encoder`` made the vectors. ``on_articles(done, total)`` tells the progress.
    With ``replace`` all is compared to the last bit, and what differs is copied again.

    :raises StoreMismatch: when either store has vectors of another encoder.
    :raises NothingToMigrate: when ``source`` is empty.
    :raises TargetHasMore: when ``target`` has others besides, unless they are to be pruned.
    :raises TargetDiffers: when ``target`` has one in another version, unless it is to be
        replaced.
    """
    must_have_articles(source)
    source.must_match(encoder)
    target.must_match(encoder)
    ids, known = list(source.ids()), set(target.ids())
    extra = sorted(known.difference(ids))
    if extra and not prune:
        raise TargetHasMore(extra)
    if not replace:
        _must_be_alike(source, target, [each for each in ids if each in known])
    report = Migrated(removed=target.delete_all(extra) if extra else 0)
    for begin in range(0, len(ids), BATCH):
        batch = ids[begin : begin + BATCH]
        missing = (_different if replace else _missing)(source, target, batch)
        if missing:
            report.copied += _copy(source, target, encoder, missing)
        report.unchanged += len(batch) - len(missing)
        on_articles(begin + len(batch), len(ids))
    return report


def must_have_articles(source: Articles) -> None:
    """:raises NothingToMigrate: when ``source`` is empty."""
    if not source.state().articles:
        raise NothingToMigrate


def _must_be_alike(source: Articles, target: Articles, ids: Sequence[str]) -> None:
    """:raises TargetDiffers: when ``target`` has other texts; which is newer, neither can say."""
    found = []
    for begin in range(0, len(ids), BATCH):
        batch = ids[begin : begin + BATCH]
        ours, theirs = source.versions(batch), target.versions(batch)
        both = [each for each in batch if each in ours and each in theirs]
        found += [each for each in both if ours[each][0] != theirs[each][0]]
    if found:
        raise TargetDiffers(found)


def _different(source: Articles, target: Articles, ids: Sequence[str]) -> list[str]:
    ours, theirs = (
        {name: entry.fingerprint() for name, entry in entries(store, ids).items()}
        for store in (source, target)
    )
    return [each for each in ids if ours.get(each) != theirs.get(each)]


def _missing(source: Articles, target: Articles, ids: Sequence[str]) -> list[str]:
    versions, known_versions = source.versions(ids), target.versions(ids)
    origins, known_origins = source.origins_of(ids), target.origins_of(ids)
    return [
        each
        for each in ids
        if known_versions.get(each) != versions.get(each)
        or known_origins.get(each) != origins.get(each)
    ]


def _copy(source: Articles, target: Articles, encoder: str, ids: Sequence[str]) -> int:
    found = entries(source, ids)
    with target.writing() as writer:
        writer.note_encoder(encoder)
        for each in found.values():
            writer.replace(each.article, each.passages, each.recipe, each.origin)
    return len(found)
