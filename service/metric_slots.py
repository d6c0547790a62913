"""Where workers count: each goes on in the files of one that has ended, so that there are no
more of them than there were workers at the same time, and no count ever falls."""

import fcntl
import os
from contextlib import suppress
from itertools import count
from pathlib import Path

_NAME = "worker-{}"


class MetricSlots:
    """Numbers in a folder of metrics, each of one living process alone: whoever has one holds
    a lock, which goes with the process. The locked file has the process' id."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._owner = 0
        self._number = 0
        self._lock: int | None = None

    def mine(self) -> int:
        """This process' number, from 0; after a fork, each has its own.

        :raises OSError: when the folder cannot be written.
        """
        if self._owner != os.getpid():
            self._take()
        return self._number

    def tidy(self) -> None:
        """Remove the gauges of those that have ended: what they were doing, nobody does."""
        for file in self._folder.glob(_NAME.format("*")):
            number = file.name.rpartition("-")[2]
            if (lock := self._locked(number)) is not None:
                self._remove_gauges(number)
                os.close(lock)

    def _take(self) -> None:
        if self._lock is not None:
            os.close(self._lock)  # of the process that this one was forked from, which keeps it
        for number in count():
            if (lock := self._locked(number)) is not None:
                with suppress(OSError):  # of a full disk: it tells people who it is
                    os.ftruncate(lock, 0)
                    os.write(lock, str(os.getpid()).encode())
                self._remove_gauges(number)
                self._lock, self._number, self._owner = lock, number, os.getpid()
                return

    def _locked(self, number: int | str) -> int | None:
        lock = os.open(self._folder / _NAME.format(number), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        return lock

    def _remove_gauges(self, number: int | str) -> None:
        for file in self._folder.glob(f"gauge_live*_{number}.db"):
            file.unlink(missing_ok=True)


def count_in_slots(folder: Path) -> None:
    """Have the metrics that this process makes from here on count in its slot of ``folder``,
    which ``PROMETHEUS_MULTIPROC_DIR`` names, too."""
    from prometheus_client import values

    slots = MetricSlots(folder)
    with suppress(OSError):  # without one, it counts in files that nobody takes over
        values.ValueClass = values.MultiProcessValue(slots.mine)  # type: ignore[no-untyped-call]
