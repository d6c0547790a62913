"""Rounds of killing and looking, over data directories that live for several of them."""

import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.crash.checking import Verdict, check
from benchmarks.crash.engine import open_cheap
from benchmarks.crash.expectation import Expectation
from benchmarks.crash.forking import apart, kill, spawn
from benchmarks.crash.journal import Journal, read
from benchmarks.crash.processes import OWN, ROLES, cast, journal_of

#: The longest that processes run before they are killed, in seconds.
LONGEST = 0.5
#: Rounds that a data directory lives for: new ones are killed while they are made.
LIVES = 8


class Killing:
    """The rounds of one run, told from its seed as far as chance allows: which process gets
    how far in how many milliseconds is the machine's to say."""

    def __init__(self, folder: Path, seed: int) -> None:
        """``folder`` gets a data directory after another; only the last one is kept."""
        self._home = folder
        self._folder = folder
        self._lives = 0
        self._chance = random.Random(seed)
        self._left = 0
        self._editions = 0
        self.kills = 0

    def round(self) -> tuple[Verdict, Expectation]:
        """Start the processes, kill them, and look at what is left."""
        if self._left == 0:
            self._be_born()
        self._left -= 1
        self._run()
        expected = self._journals()
        verdict = apart(lambda: check(open_cheap(self._folder / "data"), expected))
        self._settle(verdict)
        return verdict, expected

    def _be_born(self) -> None:
        # A name of its own: something that outlived its killing may still write to the old one.
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lives += 1
        self._folder = self._home / str(self._lives)
        self._folder.mkdir(parents=True)
        self._left = self._chance.randint(1, LIVES)

    def _run(self) -> None:
        running: dict[str, int] = {}
        try:
            self._start(running)
            for _ in range(self._chance.choice([0, 0, 1, 4])):
                # One after another, at short intervals, each time with a successor.
                time.sleep(self._chance.uniform(0, LONGEST / 4))
                victim = self._chance.choice(sorted(running))
                self._kill(running, victim)
                self._start(running, victim)
            time.sleep(self._chance.uniform(0, LONGEST))
        finally:
            for name in sorted(running, key=lambda _: self._chance.random()):
                self._kill(running, name)

    def _start(self, running: dict[str, int], only: str | None = None) -> None:
        self._editions += 100_000  # more than a process gets to make
        roles: dict[str, Callable[[], None]] = cast(
            self._folder, self._chance.getrandbits(32), self._editions
        )
        for name, work in roles.items():
            if only in (None, name):
                running[name] = spawn(work)

    def _kill(self, running: dict[str, int], name: str) -> None:
        kill(running.pop(name))
        self.kills += 1

    def _journals(self) -> Expectation:
        return Expectation.of(read(journal_of(self._folder, name)) for name in ROLES)

    def _settle(self, verdict: Verdict) -> None:
        """What was found after a restart has to stay: it is no more in between."""
        for name in ROLES:
            journal = Journal(journal_of(self._folder, name))
            journal.observe({each: verdict.state.get(each) for each in OWN.get(name, [])})
            journal.close()
