"""`citeqa` itself, as a process."""

import os
import resource
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CITEQA = Path(sys.executable).with_name("citeqa")


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"citeqa {version('citeqa')}\n"


COMMANDS = (
    "index ask serve articles eval doctor reindex backup restore export import migrate"
).split()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run: Run, command: str) -> None:
    assert f"  {command} " in run("--help").stdout
    result = run(command, "--help")
    assert (result.exit_code, result.stdout.startswith("Usage: ")) == (0, True)


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys, service.cli; heavy = {'haystack', 'flask', 'faiss', 'pydantic', 'numpy'}; "
        "print(sorted(heavy & sys.modules.keys()))"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert result.stdout == "[]\n"
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run([CITEQA, "--help"], capture_output=True, check=True)
    # Of the processor, which others may be using; it is 0.1 s.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 1.5


def test_output_is_utf8_and_plain_whatever_the_locale_says(shared_data: Path) -> None:
    result = subprocess.run(
        [CITEQA, "articles", "show", "tunnel-grand-merle", "--data-dir", shared_data],
        capture_output=True,
        check=True,
        env={"PATH": os.environ["PATH"], "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"},
    )
    assert "fermé jusqu’à la Toussaint" in result.stdout.decode("utf-8")
    assert b"\x1b" not in result.stdout


def test_a_reader_that_leaves_early_is_no_error(shared_data: Path) -> None:
    command = f"{CITEQA} articles show tunnel-grand-merle --data-dir {shared_data} | true"
    result = subprocess.run(command, check=False, shell=True, capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")


def test_a_fault_of_the_data_directory_is_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run("ask", "Qui ?", "--data-dir", tmp_path / "file" / "data")
    assert result.exit_code == 2
    assert result.stderr == f"Error: Cannot make {tmp_path}/file/data: Not a directory.\n"
