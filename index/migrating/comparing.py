"""Whether two stores have the same."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.migrating.entry import BATCH, Entry, entries
from index.storage import Articles


@dataclass(frozen=True, slots=True)
class Tally:
    """What a store has; ``checksum``: SHA-256 over articles, passages and vectors by id."""

    articles: int
    passages: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``difference``: the id of the first article that differs; ``None`` when none does."""

    source: Tally
    target: Tally
    difference: str | None


def compare(
    source: Articles, target: Articles, on_articles: Callable[[int, int], None]
) -> Comparison:
    """Read both stores whole, side by side, a batch in memory at a time."""
    ids = sorted({*source.ids(), *target.ids()})
    sums = _Sum(), _Sum()
    difference = None
    for begin in range(0, len(ids), BATCH):
        batch = ids[begin : begin + BATCH]
        one, other = (
            each.add(batch, entries(store, batch))
            for each, store in zip(sums, (source, target), strict=True)
        )
        if difference is None:
            difference = next((each for each in batch if one.get(each) != other.get(each)), None)
        on_articles(begin + len(batch), len(ids))
    return Comparison(sums[0].tally(), sums[1].tally(), difference)


class _Sum:
    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._articles = 0
        self._passages = 0

    def add(self, ids: Sequence[str], found: dict[str, Entry]) -> dict[str, bytes]:
        """The fingerprints of those that there are."""
        prints = {each: found[each].fingerprint() for each in ids if each in found}
        for each in prints.values():
            self._digest.update(each)
        self._articles += len(prints)
        self._passages += sum(len(found[each].passages) for each in prints)
        return prints

    def tally(self) -> Tally:
        return Tally(self._articles, self._passages, self._digest.hexdigest())
