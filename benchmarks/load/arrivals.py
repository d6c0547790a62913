"""When requests come: each after the other is answered, or whenever they come."""

import asyncio
import random
import time

from benchmarks.load.client import Asked, Client

#: Seconds after which a refused client asks again.
_PAUSE = 0.1


async def closed(client: Client, clients: int, seconds: float) -> list[Asked]:
    """``clients`` that each ask again as soon as they have an answer, and a little after a
    refusal, for ``seconds``."""
    end = time.monotonic() + seconds
    asked: list[Asked] = []

    async def ask() -> None:
        while (now := time.monotonic()) < end:
            asked.append(await client.ask(now))
            if asked[-1].status != 200:
                await asyncio.sleep(_PAUSE)

    await asyncio.gather(*(ask() for _ in range(clients)))
    return asked


async def open_loop(client: Client, rate: float, seconds: float, seed: int) -> list[Asked]:
    """Requests that come ``rate`` times a second whatever becomes of the earlier ones, at
    random (a Poisson process), for ``seconds``; all are waited for."""
    chance = random.Random(seed)
    due = begin = time.monotonic()
    asking: list[asyncio.Task[Asked]] = []
    while (due := due + chance.expovariate(rate)) < begin + seconds:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        asking.append(asyncio.create_task(client.ask(due)))
    return list(await asyncio.gather(*asking))
