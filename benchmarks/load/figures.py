"""What became of requests, in figures."""

import statistics
from collections.abc import Sequence

from benchmarks.load.client import Asked
from benchmarks.tables import Row


def figures(asked: Sequence[Asked], seconds: float) -> Row:
    """Of requests that came within ``seconds``: how many were answered, refused and lost, how
    many were answered each second meanwhile, and the milliseconds that it took."""
    answered = [each for each in asked if each.status == 200]
    refused = [each for each in asked if each.status == 503]
    begin = min(each.due for each in asked)
    return {
        "requests": len(asked),
        "answered": len(answered),
        "refused (503)": len(refused),
        "other": len(asked) - len(answered) - len(refused) - lost(asked),
        "lost": lost(asked),
        "answered/s": round(sum(e.done < begin + seconds for e in answered) / seconds, 2),
        **_latency("answered", answered),
        **_latency("refused", refused),
    }


def lost(asked: Sequence[Asked]) -> int:
    """How many requests got no response at all."""
    return sum(each.status == 0 for each in asked)


def _latency(name: str, asked: Sequence[Asked]) -> Row:
    """Of fewer than a hundred the longest: there is none that 99% are below."""
    if not asked:
        return {}
    ms = [each.seconds * 1000 for each in asked]
    middle = {f"{name} p50 ms": round(statistics.median(ms))}
    if len(ms) < 100:
        return {**middle, f"{name} max ms": round(max(ms))}
    return {
        **middle,
        f"{name} p99 ms": round(statistics.quantiles(ms, n=100, method="inclusive")[98]),
    }
