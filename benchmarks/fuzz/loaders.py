"""Many files through the loaders."""

import resource
import time
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings

from benchmarks.fuzz.files import files, suffixes
from benchmarks.fuzz.loading import checker


@dataclass(slots=True)
class LoaderFigures:
    """``slowest``: seconds of CPU for one file; ``peak_mb``: memory of the process."""

    files: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    peak_mb: int = 0


def fuzz_loaders(count: int) -> LoaderFigures:
    """``count`` files.

    :raises AssertionError: or whatever a loader raises, with the smallest such file.
    """
    found = LoaderFigures()
    begin = time.monotonic()
    with checker() as folder:

        @settings(
            max_examples=count,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(suffixes, files)
        def load(suffix: str, data: bytes) -> None:
            before = time.process_time()
            folder.check(suffix, data)
            found.files += 1
            found.slowest = max(found.slowest, time.process_time() - before)

        load()
    found.seconds = time.monotonic() - begin
    found.peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return found
