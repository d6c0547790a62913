"""``kill -9`` at random moments, and what a loss of power would need beyond that."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.crash.tracing import Traced, traced

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


def _can_trace():
    if not shutil.which("strace"):
        return False
    command = ["strace", "-o", "/dev/null", "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_change_is_on_disk_before_it_is_acknowledged(tmp_path, needed):
    """A kill does not show this: the operating system keeps what was written to files."""
    if not _can_trace():
        needed("strace", "strace, which tells the order of system calls, is not there or not let")
    trace = tmp_path / "trace"
    calls = "trace=write,pwrite64,fsync,fdatasync"
    command = ["strace", "-f", "-y", "-s", "16", "-e", calls, "-o", trace]

    done = subprocess.run(
        [*command, sys.executable, "-c", _CHANGES, tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    data = f"{tmp_path / 'data'}/"
    found = traced(
        trace.read_text(errors="replace").splitlines(),
        # The index of the log in shared memory is made anew after a loss of power.
        lambda file: file.startswith(data) and not file.endswith("-shm"),
        lambda file: file == str(tmp_path / "acknowledged"),
    )
    assert found == Traced(acknowledged=18, early=[], empty=0)
