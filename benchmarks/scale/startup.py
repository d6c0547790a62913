"""From the start of a process to its first answered search."""

import os
import time
from pathlib import Path
from statistics import median

from benchmarks.scale.processes import apart
from benchmarks.scale.seed import read_seed
from benchmarks.tables import Row
from index.store.passage_store import PassageStore


def startup(folder: Path, seeds: Path, times: int) -> list[Row]:
    """Seconds, the median of so many ``times``; once with the files in the page cache and
    once without them."""
    apart(first_search, folder=folder, seeds=seeds)
    rows: list[Row] = []
    for state in ("in the page cache", "on disk"):
        found = []
        for _ in range(times):
            if state == "on disk":
                _evict(folder)
            found.append(apart(first_search, folder=folder, seeds=seeds))
        rows.append(
            {
                "files": state,
                **{name: round(median(each[name] for each in found), 3) for name in found[0]},
            }
        )
    return rows


def first_search(folder: str, seeds: str) -> dict[str, float]:
    """In a fresh process: the time of imports, of opening with a first search, and of a
    second search."""
    started = _age()
    asked = read_seed(Path(seeds))
    times = [time.perf_counter()]
    found = PassageStore(folder)
    for _ in range(2):
        found.embedding_retrieval(asked.question_vectors[0].tolist(), None, 50)
        found.bm25_retrieval(asked.questions[0], None, 50, asked.question_languages[0])
        times.append(time.perf_counter())
    return {
        "imports s": started,
        "open and first search s": times[1] - times[0],
        "second search s": times[2] - times[1],
    }


def _age() -> float:
    """Seconds since this process was started."""
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    begun = int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - begun


def _evict(folder: Path) -> None:
    """Take the files out of the page cache: nobody else has them mapped."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
