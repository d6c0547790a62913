"""How long things take."""

import time


class Clock:
    """Milliseconds since the start, and between laps."""

    def __init__(self) -> None:
        self._begin = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self._laps[name] = round((now - self._last) * 1000, 2)
        self._last = now

    def timings(self) -> dict[str, float]:
        total = (time.perf_counter() - self._begin) * 1000
        return self._laps | {"total": round(total, 2)}
