"""How long calls take."""

import time
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from benchmarks.tables import Row


def timed(call: Callable[[int], Any], numbers: Iterable[int], seconds: float = float("inf")) -> Row:
    """Milliseconds of a call for each number, and of all processors together in the mean,
    which other processes on the machine hardly change; no call is begun after ``seconds``."""
    taken: list[float] = []
    worked = time.process_time()
    stop = time.perf_counter() + seconds
    for number in numbers:
        begin = time.perf_counter()
        call(number)
        end = time.perf_counter()
        taken.append((end - begin) * 1000)
        if end > stop:
            break
    worked = (time.process_time() - worked) * 1000 / len(taken)
    found = np.percentile(taken, [50, 95, 99]).tolist()
    figures = zip(("p50 ms", "p95 ms", "p99 ms", "CPU ms"), [*found, worked], strict=True)
    return {"calls": len(taken), **{name: round(each, 2) for name, each in figures}}
