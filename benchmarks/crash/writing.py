"""Processes that change articles, and write down what they do."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.crash.editions import edition
from benchmarks.crash.journal import Ending, Journal, State
from index.citeqa import Citeqa
from index.errors import ArticleExists, ArticleNotFound, StoreBusy
from index.indexing import IndexingReport, index_articles, prune_folders
from index.ingesting import Submission
from index.loading import LoadedArticle, LoadFailure
from index.stored import Origin


class Hand:
    """Changes the articles that are its own, and no other process's."""

    def __init__(self, engine: Citeqa, journal: Journal, chance: random.Random, first: int) -> None:
        """``first``: editions from here on are new."""
        self.engine = engine
        self.chance = chance
        self._journal = journal
        self._next = first

    def fresh(self, ids: Sequence[str]) -> dict[str, int]:
        """A new edition of each."""
        self._next += 1
        return dict.fromkeys(ids, self._next)

    def do(self, after: State, change: Callable[[], object]) -> bool:
        """``change``, noted before and after; whether it was acknowledged."""
        self._journal.intend(after)
        try:
            change()
        except (StoreBusy, ArticleExists):
            self._journal.end(Ending.REFUSED)
            return False
        except ArticleNotFound:
            self._journal.end(Ending.MISSING)
            return False
        self._journal.end(Ending.DONE)
        return True

    def look(self, after: State) -> None:
        """What was acknowledged is there at once."""
        for name, number in after.items():
            try:
                found = self.engine.article(name).version
            except ArticleNotFound:
                found = None
            expected = None if number is None else edition(name, number).version
            if found != expected:
                self._journal.complain("lost", f"{name}: not as just acknowledged ({number})")


def write(hand: Hand, ids: Sequence[str]) -> None:
    """What clients of a worker do: one article or several at once."""
    some = hand.chance.sample(ids, hand.chance.randint(1, 5))
    one = some[:1]
    kind = hand.chance.choice(["put", "put", "add", "ingest", "ingest", "delete", "clear"])
    gone: State = dict.fromkeys(one if kind == "delete" else some, None)
    fresh = hand.fresh(one if kind == "put" else some)
    articles = [edition(name, number) for name, number in fresh.items()]
    engine = hand.engine
    changes: dict[str, tuple[State, Callable[[], object]]] = {
        "put": (fresh, lambda: engine.put(articles[0])),
        "add": (fresh, lambda: engine.add(articles)),
        "ingest": (fresh, lambda: engine.ingestor.ingest([Submission(each) for each in articles])),
        "delete": (gone, lambda: engine.delete(one[0])),
        "clear": (gone, lambda: engine.store.delete_all(some)),
    }
    after, change = changes[kind]
    if hand.do(after, change):
        hand.look(after)


def index(hand: Hand, ids: Sequence[str]) -> None:
    """What ``citeqa index --prune`` does with a folder whose files come and go."""
    here = hand.chance.sample(ids, hand.chance.randint(1, len(ids)))
    report = IndexingReport()
    for begin in range(0, len(here), 8):
        fresh = hand.fresh(here[begin : begin + 8])
        loaded = [LoadedArticle(edition(*each), _origin(each[0])) for each in fresh.items()]
        hand.do(fresh, lambda loaded=loaded: _index(hand, loaded, report))
    gone: State = dict.fromkeys(set(ids) - set(here), None)
    hand.do(gone, lambda: _prune(hand, report))


def _index(hand: Hand, loaded: Sequence[LoadedArticle], report: IndexingReport) -> None:
    index_articles(hand.engine.ingestor, loaded, report, _must_not_fail)


def _prune(hand: Hand, report: IndexingReport) -> None:
    prune_folders(hand.engine.store, [_ROOT], report, _must_not_fail)


def _must_not_fail(failure: LoadFailure) -> None:
    raise AssertionError(failure.reason)


#: It need not exist: the articles are made up as they are read.
_ROOT = Path("/articles")


def _origin(name: str) -> Origin:
    return Origin(str(_ROOT), f"{_ROOT}/{name}.txt")
