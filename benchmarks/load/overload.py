"""More questions than can be read: what is answered, how fast, and what is refused."""

import asyncio
from collections.abc import Sequence

from benchmarks.load.arrivals import closed, open_loop
from benchmarks.load.client import Asked, Client
from benchmarks.load.figures import figures
from benchmarks.serving import Service
from benchmarks.tables import Row

#: Arrival rates, in shares of the capacity.
RATES = (0.5, 1.0, 2.0, 5.0)
#: Clients that ask again at once: enough that every worker always has a question to read,
#: however unevenly connections fall.
_CLIENTS = 16


def overload(service: Service, questions: Sequence[str], seconds: float) -> list[Row]:
    """Capacity first, the best of two runs of clients that wait for their answers; then each
    rate; over connections that are used again and over one for each request."""
    workers = service.workers()
    rows: list[Row] = []
    alone = asyncio.run(_closed(service, questions, 1, seconds / 2, keep_alive=True))
    rows.append({"load": "one client", **figures(alone, seconds / 2)})
    for keep_alive in (True, False):
        many = asyncio.run(_closed(service, questions, _CLIENTS, seconds, keep_alive=keep_alive))
        kept = "kept" if keep_alive else "new"
        rows.append({"load": f"{_CLIENTS} clients, {kept}", **figures(many, seconds)})
    capacity = max(float(row["answered/s"]) for row in rows[1:])
    for row in rows[1:]:
        row["of capacity"] = round(float(row["answered/s"]) / capacity, 2)
    for share in RATES:
        for keep_alive in (True, False):
            asked = asyncio.run(
                _open(service, questions, share * capacity, seconds, keep_alive=keep_alive)
            )
            row = figures(asked, seconds)
            kept = "kept" if keep_alive else "new"
            of_capacity = round(float(row["answered/s"]) / capacity, 2)
            rows.append({"load": f"{share:g}×, {kept}", **row, "of capacity": of_capacity})
    replaced = len(set(workers) - set(service.workers()))
    return [*rows, {"load": "workers that ended", "requests": replaced}]


async def _closed(
    service: Service, questions: Sequence[str], clients: int, seconds: float, *, keep_alive: bool
) -> list[Asked]:
    client = Client(service.port, questions, keep_alive=keep_alive)
    try:
        return await closed(client, clients, seconds)
    finally:
        client.close()


async def _open(
    service: Service, questions: Sequence[str], rate: float, seconds: float, *, keep_alive: bool
) -> list[Asked]:
    client = Client(service.port, questions, keep_alive=keep_alive)
    try:
        return await open_loop(client, rate, seconds, seed=1)
    finally:
        client.close()
