"""What strace tells of a process: which of it means that something is on disk."""

import pytest

from benchmarks.crash.tracing import Traced, traced

WRITE = "7 pwrite64(3</data/wal>, ..., 24, 0) = 24"
SYNC = "7 fdatasync(3</data/wal>) = 0"
SAY = '7 write(4</said>, "put", 3) = 3'


def judged(*lines: str) -> Traced:
    return traced(lines, lambda file: file.startswith("/data/"), lambda file: file == "/said")


def test_what_is_on_disk_may_be_acknowledged() -> None:
    assert judged(WRITE, SYNC, SAY, WRITE, WRITE, SYNC, SAY) == Traced(2, [], 0)
    assert judged("7 fsync(5</other>) = 0", WRITE, SYNC, SAY) == Traced(1, [], 0)


@pytest.mark.parametrize(
    "lines",
    [
        [WRITE],
        [WRITE, SYNC, WRITE],
        [WRITE, "7 fdatasync(8</data/other>) = 0"],
        [WRITE, "7 fdatasync(3</data/wal>) = -1 EIO (Input/output error)"],
        [WRITE, "8 fdatasync(3</data/wal> <unfinished ...>"],
        [
            WRITE,
            "8 fdatasync(3</data/wal> <unfinished ...>",
            WRITE,
            "8 <... fdatasync resumed>) = 0",
        ],
        [WRITE, "8 fsync(3</data/wal> <unfinished ...>", "8 <... fsync resumed>) = -1 EIO (I/O)"],
        ["8 write(3</data/wal>, ... <unfinished ...>", SYNC, "8 <... write resumed>) = 24"],
    ],
    ids=["none", "before", "other", "failed", "open", "written-in-between", "failed-late", "late"],
)
def test_what_is_not(lines: list[str]) -> None:
    assert judged(*lines, SAY) == Traced(1, ["/data/wal"], 0)


def test_a_call_that_took_its_time() -> None:
    begun = ["8 fdatasync(3</data/wal> <unfinished ...>", "9 write(5</other>, ..., 1) = 1"]
    assert judged(WRITE, *begun, "8 <... fdatasync resumed>) = 0", SAY) == Traced(1, [], 0)
    assert judged(WRITE, SYNC, '7 write(4</said>, "put", 3 <unfinished ...>') == Traced(1, [], 0)


def test_an_acknowledgement_of_nothing() -> None:
    assert judged(SAY, WRITE, SYNC, SAY, SAY) == Traced(3, [], 2)
