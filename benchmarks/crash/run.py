"""Many rounds, most of them with cheap models, some with the service as it is shipped."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.crash.rounds import Killing
from benchmarks.crash.service_round import ServiceKilling
from benchmarks.crash.tally import Tally
from benchmarks.crash.warmth import warm_up

#: A round with the service takes as long as twenty without.
SERVICE_EVERY = 25


def run(rounds: int, seed: int) -> Iterator[Tally]:
    """The tally after each round; what a bad round leaves is kept for a look."""
    tally = Tally(seed)
    begun = time.monotonic()
    warm_up()
    with tempfile.TemporaryDirectory(prefix="citeqa-crash-") as folder:
        cheap = Killing(Path(folder) / "cheap", seed)
        service = ServiceKilling(Path(folder) / "service", seed)
        for number in range(1, rounds + 1):
            with_service = number % SERVICE_EVERY == 0
            verdict, expected = (service if with_service else cheap).round()
            tally.add(verdict, expected)
            tally.service_rounds += with_service
            tally.kills = cheap.kills + service.kills
            tally.seconds = time.monotonic() - begun
            if verdict.lost or verdict.torn:
                _keep(Path(folder), f"seed-{seed}-round-{number}")
            yield tally


def _keep(folder: Path, name: str) -> None:
    kept = Path(tempfile.mkdtemp(prefix=f"citeqa-crash-{name}-"))
    shutil.copytree(folder, kept, dirs_exist_ok=True)
