"""schemathesis against a service that runs, with all of its checks."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]
_COMMAND = Path(sys.executable).with_name("st")
#: Seconds for a service to begin.
_PATIENCE = "120"


@dataclass(slots=True)
class ApiFigures:
    """``cases``: requests made up and judged; ``failures``: what was found, in full."""

    cases: int = 0
    seconds: float = 0.0
    operations: int = 0
    failures: list[str] = field(default_factory=list)


def fuzz_api(port: int, cases: int, examples: int = 150, seed: int = 1) -> ApiFigures:
    """Rounds of ``examples`` an operation, each with a seed of its own, until there were
    ``cases``, or one round has found something.

    The OpenAPI document of the service says what its operations are, so that a new one is
    in it as soon as it is there.
    """
    found = ApiFigures()
    while found.cases < cases and not found.failures:
        _add(found, _round(port, ["--max-examples", str(examples), "--seed", str(seed)]))
        seed += 1
    return found


def fuzz_shortly(port: int, examples: int, seed: int = 1) -> ApiFigures:
    """One round of the phase that makes requests up, and no other."""
    found = ApiFigures()
    options = ["--phases", "fuzzing", "--max-examples", str(examples), "--seed", str(seed)]
    _add(found, _round(port, options))
    return found


def _add(found: ApiFigures, result: tuple[dict[str, Any], str]) -> None:
    report, output = result
    found.cases += report["test_cases"]["generated"]
    found.seconds += report["running_time"]
    found.operations = report["operations"]["tested"]
    if report["exit_code"] or report["operations"]["errored"]:
        found.failures.append(output)


def _round(port: int, options: Sequence[str]) -> tuple[dict[str, Any], str]:
    """schemathesis' own report, and what it prints."""
    with tempfile.TemporaryDirectory(prefix="citeqa-fuzz-") as folder:
        report = Path(folder) / "report.json"
        done = subprocess.run(
            [
                *(_COMMAND, "run", f"http://127.0.0.1:{port}/openapi.json"),
                *("--checks", "all", "--continue-on-failure", "--no-color", *options),
                *("--wait-for-schema", _PATIENCE, "--request-timeout", "120"),
                *("--report", "json", "--report-json-path", report),
            ],
            cwd=folder,
            env=os.environ
            | {"PYTHONPATH": str(_ROOT), "SCHEMATHESIS_HOOKS": "benchmarks.fuzz.rules"},
            capture_output=True,
            text=True,
            check=False,
        )
        if not report.exists():
            raise RuntimeError(done.stdout + done.stderr)
        return json.loads(report.read_text()), done.stdout
