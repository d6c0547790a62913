"""The metrics of all workers, of those that have ended, too."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from prometheus_client import Metric
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

_LIVE = "gauge_live"
_LATEST = "gauge_mostrecent"

#: In place of a process' number.
_ENDED = "ended"


class WorkerMetrics(Collector):
    """What worker processes count, each in files of its own in a folder that they share.

    Workers are replaced as long as the service runs. What those that have ended counted is
    put into one file of each kind, so that the folder does not grow.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterable[Metric]:
        """:raises OSError: when the folder cannot be read or written."""
        # Nobody may look while files are put together: their counts would be there twice,
        # or not at all.
        with self._alone():
            self._put_ended_together()
            return MultiProcessCollector.merge(  # type: ignore[no-untyped-call,no-any-return]
                [str(file) for file in self._files()]
            )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _files(self) -> list[Path]:
        # A worker makes its files empty and fills them in a second step. The client's own
        # collector fails over one that it meets in between, as while a worker starts.
        return [file for file in self._folder.glob("*.db") if _is_filled(file)]

    def _put_ended_together(self) -> None:
        ended: dict[str, list[Path]] = {}
        for file in self._files():
            kind, _, process = file.stem.rpartition("_")
            # Gauges of workers that live are removed with their worker.
            numbered = process.isdecimal() and not kind.startswith(_LIVE)
            if numbered and not _lives(int(process)):
                ended.setdefault(kind, []).append(file)
        for kind, files in ended.items():
            _put_together(files, self._folder / f"{kind}_{_ENDED}.db", latest=kind == _LATEST)


def _put_together(files: list[Path], into: Path, latest: bool) -> None:
    """Add the values of ``files`` to those of ``into``, or take the latest; remove ``files``."""
    new = into.with_suffix(".new")
    new.unlink(missing_ok=True)  # of a worker that was killed here
    together: Any = MmapedDict(str(new))  # type: ignore[no-untyped-call]
    with closing(together):
        for key, value, time in chain.from_iterable(map(_values, (into, *files))):
            before, then = together.read_value(key)
            if not latest:
                together.write_value(key, before + value, max(then, time))
            elif time >= then:
                together.write_value(key, value, time)
    new.replace(into)
    for file in files:
        file.unlink()


def _values(file: Path) -> Iterator[tuple[str, float, float]]:
    """Names of samples with their labels, values, and when they were set."""
    if file.exists():
        read: Any = MmapedDict.read_all_values_from_file
        yield from ((key, value, time) for key, value, time, _ in read(str(file)))


def _is_filled(file: Path) -> bool:
    try:
        return file.stat().st_size > 0
    except FileNotFoundError:  # its worker has just died
        return False


def _lives(process: int) -> bool:
    """Whether there is a process of this number; another program's may have it, too."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
