"""How long things take, and how long they may."""

import math
import time


class Clock:
    """Milliseconds since the start, and between laps."""

    def __init__(self) -> None:
        self._begin = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        """End a lap; those of one name are added up."""
        now = time.perf_counter()
        self._laps[name] = round(self._laps.get(name, 0.0) + (now - self._last) * 1000, 2)
        self._last = now

    def timings(self) -> dict[str, float]:
        total = (time.perf_counter() - self._begin) * 1000
        return self._laps | {"total": round(total, 2)}


class Deadline:
    """A moment on the monotonic clock; ``None`` seconds from now is never."""

    def __init__(self, seconds: float | None) -> None:
        self._at = math.inf if seconds is None else time.monotonic() + seconds

    def left(self) -> float | None:
        """Seconds until then, at least 0; ``None`` for never."""
        return None if math.isinf(self._at) else max(0.0, self._at - time.monotonic())

    def passed(self) -> bool:
        return time.monotonic() >= self._at
