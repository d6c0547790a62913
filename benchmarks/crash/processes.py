"""The processes that share a data directory: two workers' writers, an indexer, and so on."""

import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from benchmarks.crash.citations import problems
from benchmarks.crash.engine import open_cheap
from benchmarks.crash.journal import Journal
from benchmarks.crash.writing import Hand, index, write
from index.citeqa import Citeqa
from index.errors import CiteqaError, StoreBusy
from index.reindexing import reindex
from index.store.article_store import ArticleStore
from index.store.compacting import compact

#: The articles of each process that writes.
OWN: dict[str, list[str]] = {
    "worker-1": [f"un/{number}" for number in range(12)],
    "worker-2": [f"deux/{number}" for number in range(12)],
    "indexer": [f"fichiers/{number}" for number in range(24)],
}
ROLES = [*OWN, "asker", "reindexer", "compactor"]
#: In how many rounds of ten somebody embeds everything anew.
_REINDEXED = 2
#: In how many rounds of ten somebody makes the files anew that searches use.
_COMPACTED = 5


def journal_of(folder: Path, name: str) -> Path:
    """Where a process writes down what it does; beside the data, not in them."""
    return folder / f"{name}.journal"


def cast(folder: Path, seed: int, first: int) -> dict[str, Callable[[], None]]:
    """What each process of a round does until it is killed; ``folder / "data"`` is shared.

    ``first``: editions from here on are new.
    """
    chance = random.Random(seed)
    roles: dict[str, Callable[[Citeqa, Journal, random.Random], None]] = {
        "worker-1": partial(_change, write, OWN["worker-1"], first),
        "worker-2": partial(_change, write, OWN["worker-2"], first),
        "indexer": partial(_change, index, OWN["indexer"], first),
        "asker": _ask,
    }
    if chance.randrange(10) < _REINDEXED:
        roles["reindexer"] = _reindex
    if chance.randrange(10) < _COMPACTED:
        roles["compactor"] = _compact
    return {
        name: partial(_live, folder, name, role, chance.random()) for name, role in roles.items()
    }


def _live(
    folder: Path,
    name: str,
    role: Callable[[Citeqa, Journal, random.Random], None],
    seed: float,
) -> None:
    journal = Journal(journal_of(folder, name))
    try:
        role(_opened(folder / "data"), journal, random.Random(seed))
    except Exception as error:
        # Nothing in this world is broken but by being killed.
        journal.complain("torn", f"{name} failed: {type(error).__name__}: {error}")
        raise


def _opened(data: Path) -> Citeqa:
    while True:
        try:
            return open_cheap(data).engine
        except StoreBusy:
            time.sleep(0.01)


def _change(
    change: Callable[[Hand, Sequence[str]], None],
    ids: Sequence[str],
    first: int,
    engine: Citeqa,
    journal: Journal,
    chance: random.Random,
) -> None:
    hand = Hand(engine, journal, chance, first)
    while True:
        change(hand, ids)


def _ask(engine: Citeqa, journal: Journal, chance: random.Random) -> None:
    ids = [name for own in OWN.values() for name in own]
    while True:
        question = f"Combien de barques de {chance.choice(ids)} a comptées le pêcheur ?"
        try:
            reply = engine.ask(question, threshold=0.0, top_k=4)
        except StoreBusy:
            continue
        for problem in problems(reply):
            journal.complain("torn", f"asker: {problem}")


def _reindex(engine: Citeqa, journal: Journal, chance: random.Random) -> None:
    while True:
        try:
            reindex(engine.store, engine.ingestor, lambda done, total: None)
        except CiteqaError as error:
            if not isinstance(error, StoreBusy):
                raise
        time.sleep(chance.uniform(0, 0.2))


def _compact(engine: Citeqa, journal: Journal, chance: random.Random) -> None:
    assert isinstance(engine.store, ArticleStore)
    while True:
        with suppress(StoreBusy):
            compact(engine.store.database, "auto", lambda done, total: None)
        time.sleep(chance.uniform(0, 0.1))
