"""A round with the service and the indexer as they are shipped."""

import os
import random
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from benchmarks.crash.checking import Verdict, check
from benchmarks.crash.clients import Client, Indexer
from benchmarks.crash.expectation import Expectation
from benchmarks.crash.forking import apart
from benchmarks.crash.journal import Journal, read
from benchmarks.crash.subject import open_real
from benchmarks.serving import CITEQA, Service

_CLIENTS = 3
#: What each client, and the indexer, has as its own.
_IDS = {f"client-{n}": [f"client{n}/{at}" for at in range(6)] for n in range(_CLIENTS)} | {
    "indexer": [f"fichier/{at}" for at in range(20)]
}
#: Seconds from the first request to the end; the indexer needs two or three for its models.
_SHORTEST, _LONGEST = 1.0, 7.0


class ServiceKilling:
    """Rounds on one data directory, so that each begins with a restart."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._chance = random.Random(seed)
        # Beyond those of earlier rounds, whoever made them.
        self._editions = count(1)
        self.kills = 0

    def round(self) -> tuple[Verdict, Expectation]:
        """Start the service and ``citeqa index``, kill both, and look at what is left."""
        self._folder.mkdir(parents=True, exist_ok=True)
        service = Service(self._folder, workers=2)
        journals = {name: Journal(self._journal(name)) for name in _IDS}
        try:
            self._run(service, journals)
        finally:
            service.kill()
        self.kills += 1
        expected = Expectation.of(read(self._journal(name)) for name in _IDS)
        verdict = apart(lambda: check(open_real(self._folder / "data"), expected))
        verdict.torn += self._doctor(service)
        for name, journal in journals.items():
            journal.observe({each: verdict.state.get(each) for each in _IDS[name]})
            journal.close()
        return verdict, expected

    def _run(self, service: Service, journals: dict[str, Journal]) -> None:
        stopped = threading.Event()
        with ThreadPoolExecutor(_CLIENTS + 1) as pool:
            clients = [
                Client(service, journals[name], random.Random(self._chance.random()), ids)
                for name, ids in _IDS.items()
                if name != "indexer"
            ]
            done = [pool.submit(self._send, client, stopped) for client in clients]
            indexer = Indexer(self._folder, service, journals["indexer"])
            done.append(pool.submit(self._index, indexer, stopped))
            self._kill_worker(service)
            time.sleep(self._chance.uniform(_SHORTEST, _LONGEST))
            service.kill()
            stopped.set()
        for each in done:
            each.result()

    def _kill_worker(self, service: Service) -> None:
        """In half of the rounds one worker goes first, and another takes its place."""
        time.sleep(self._chance.uniform(0, 1))
        if self._chance.random() < 0.5:
            os.kill(self._chance.choice(service.workers()), signal.SIGKILL)
            self.kills += 1

    def _send(self, client: Client, stopped: threading.Event) -> None:
        while not stopped.is_set():
            try:
                client.change(next(self._editions))
            except OSError:
                time.sleep(0.05)

    def _index(self, indexer: Indexer, stopped: threading.Event) -> None:
        while not stopped.is_set():
            indexer.start(dict.fromkeys(_IDS["indexer"], next(self._editions)))
            while not (stopped.wait(0.02) or indexer.ended()):
                pass
            indexer.kill()
            self.kills += 1

    def _journal(self, name: str) -> Path:
        return self._folder / f"{name}.journal"

    def _doctor(self, service: Service) -> list[str]:
        command = [CITEQA, "doctor"]
        done = subprocess.run(
            command, env=service.environment, capture_output=True, text=True, check=False
        )
        return [] if done.returncode == 0 else [f"citeqa doctor: {done.stdout}{done.stderr}"]
