"""The wall clock, running backwards for every process that has this folder on PYTHONPATH.

``time.monotonic`` is left alone: no system sets it.
"""

import datetime
import time
from pathlib import Path

#: One moment for all processes: that at which the machine started.
_MIDDLE = Path("/proc/1").stat().st_ctime
_real = time.time


def _backwards() -> float:
    return 2 * _MIDDLE - _real()


class _Kind(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _datetime)


_datetime = datetime.datetime


class _Backwards(_datetime, metaclass=_Kind):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:
        return _datetime.fromtimestamp(_backwards(), tz)

    @classmethod
    def utcnow(cls) -> datetime.datetime:
        return _datetime.fromtimestamp(_backwards(), datetime.UTC).replace(tzinfo=None)


time.time = _backwards
time.time_ns = lambda: int(_backwards() * 1e9)
datetime.datetime = _Backwards
