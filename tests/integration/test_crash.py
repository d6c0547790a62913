"""``kill -9`` at random moments, and what a loss of power would need beyond that."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_thirty_rounds_of_killing_lose_and_tear_nothing(tmp_path):
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", "benchmarks.crash", "--rounds", "30", "--json", figures]

    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(figures.read_text())
    assert (found["rounds"], found["lost"], found["torn"]) == (30, [], [])
    assert found["service_rounds"] >= 1
    assert found["acknowledged"] > 100
    assert found["cut"] > 10
    assert found["passages_checked"] > found["articles_checked"] > 100
    assert found["lost_at_most"] == 3 / found["acknowledged"]


#: Stores, replaces and deletes, and says on a file of its own when each was acknowledged.
_CHANGES = """
import os, sys
from pathlib import Path
from benchmarks.crash.editions import edition
from benchmarks.crash.engine import open_cheap

engine = open_cheap(Path(sys.argv[1]) / "data").engine
said = os.open(Path(sys.argv[1]) / "acknowledged", os.O_WRONLY | os.O_CREAT)
os.write(said, b"begin")
for number in range(8):
    engine.put(edition("port", number))
    os.write(said, b"put")
    engine.add([edition(f"quai/{number}", at) for at in (1,)])
    os.write(said, b"add")
engine.delete("port")
os.write(said, b"delete")
"""
_CALL = re.compile(r"(?P<call>\w+)\((?P<file>\d+<[^>]*>)")


@pytest.mark.skipif(not shutil.which("strace"), reason="strace tells the order of system calls")
def test_a_change_is_on_disk_before_it_is_acknowledged(tmp_path):
    """A kill does not show this: the operating system keeps what was written to files."""
    trace = tmp_path / "trace"
    traced = "trace=write,pwrite64,fsync,fdatasync"
    command = ["strace", "-f", "-y", "-s", "16", "-e", traced, "-o", trace]

    done = subprocess.run(
        [*command, sys.executable, "-c", _CHANGES, tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    acknowledged = 0
    written, unsynced = 0, set()
    for found in map(_CALL.search, trace.read_text(errors="replace").splitlines()):
        if found is None:
            continue
        call, file = found["call"], found["file"]
        if "/acknowledged>" in file:
            assert not unsynced, f"acknowledged before {unsynced} was on disk"
            acknowledged += 1
            assert written > 0
            written = 0
        elif str(tmp_path / "data") in file and call in ("write", "pwrite64"):
            # The index of the log in shared memory is made anew after a loss of power.
            if "-shm>" not in file:
                written += 1
                unsynced.add(file)
        elif call in ("fsync", "fdatasync"):
            unsynced.discard(file)
    assert acknowledged == 18
