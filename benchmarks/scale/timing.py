"""How long calls take."""

import time
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from benchmarks.tables import Row


def milliseconds(
    call: Callable[[int], Any], numbers: Iterable[int], seconds: float = float("inf")
) -> list[float]:
    """What ``call`` takes for each number; no more are begun after ``seconds``."""
    taken: list[float] = []
    stop = time.perf_counter() + seconds
    for number in numbers:
        begin = time.perf_counter()
        call(number)
        end = time.perf_counter()
        taken.append((end - begin) * 1000)
        if end > stop:
            break
    return taken


def percentiles(taken: list[float]) -> Row:
    """Milliseconds; what is seldom, and what is usual."""
    found = np.percentile(taken, [50, 95, 99])
    return {
        f"{name} ms": round(float(each), 2)
        for name, each in zip(("p50", "p95", "p99"), found, strict=True)
    }
