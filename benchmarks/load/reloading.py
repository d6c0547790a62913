"""Reloads and recycled workers while questions keep coming: none may be lost."""

import asyncio
import signal
import time
from collections.abc import Sequence

from benchmarks.load.arrivals import open_loop
from benchmarks.load.client import Asked, Client
from benchmarks.load.figures import figures
from benchmarks.serving import Service
from benchmarks.tables import Row


def reloading(
    service: Service, questions: Sequence[str], rate: float, seconds: float, every: float
) -> list[Row]:
    """``rate`` questions a second for ``seconds``, half of them over connections that are used
    again, with a ``HUP`` after each ``every`` seconds, when the one before is done (0 for
    none)."""
    seen = set(service.workers())
    kept, new = asyncio.run(_reloading(service, questions, rate, seconds, every, seen))
    return [
        {"connections": "used again", **figures(kept, seconds)},
        {"connections": "new", **figures(new, seconds)},
        {"connections": "workers replaced", "requests": len(seen - set(service.workers()))},
    ]


async def _reloading(
    service: Service,
    questions: Sequence[str],
    rate: float,
    seconds: float,
    every: float,
    seen: set[int],
) -> tuple[list[Asked], list[Asked]]:
    clients = [Client(service.port, questions, keep_alive=kept) for kept in (True, False)]
    disturbing = asyncio.create_task(_disturb(service, every, seen))
    loads = [open_loop(each, rate / 2, seconds, seed) for seed, each in enumerate(clients)]
    kept, new = await asyncio.gather(*loads)
    disturbing.cancel()
    for client in clients:
        client.close()
    return kept, new


async def _disturb(service: Service, every: float, seen: set[int]) -> None:
    due, old = time.monotonic() + every, set[int]()
    while True:
        await asyncio.sleep(0.2)
        now = set(service.workers())
        seen.update(now)
        # Signals that come during a reload would be heard after it, the last one too.
        if every and time.monotonic() >= due and not old & now:
            due, old = time.monotonic() + every, now
            service.signal(signal.SIGHUP)
