"""The metrics of all worker processes."""

from collections.abc import Iterable
from pathlib import Path

from prometheus_client import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector


class WorkerMetrics(Collector):
    """What the processes count that share a folder, in files of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterable[Metric]:
        """The sums."""
        # A worker makes its files empty and fills them in a second step. The client's own
        # collector fails over one that it meets in between, as while a worker starts. Always
        # in one order: another one rounds sums in another way, and they must never fall.
        files = sorted(str(file) for file in self._folder.glob("*.db") if _is_filled(file))
        return MultiProcessCollector.merge(files)  # type: ignore[no-untyped-call,no-any-return]


def _is_filled(file: Path) -> bool:
    try:
        return file.stat().st_size > 0
    except FileNotFoundError:  # its worker has just died
        return False
