"""Fuzz the running service and the loaders: ``python -m benchmarks.fuzz``, or ``make fuzz``.

The exit status is 1 when something was found; what it was is printed in full.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.fuzz.api import ApiFigures, fuzz_api
from benchmarks.fuzz.loaders import fuzz_loaders
from benchmarks.serving import Service
from benchmarks.tables import show

#: One thread for each model; feedback is taken.
_SETTINGS = {"CITEQA_MODEL_THREADS": "1", "CITEQA_FEEDBACK": "true"}


def main() -> int:
    """Both, with the figures at the end."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000, metavar="N", help="requests")
    parser.add_argument("--files", type=int, default=10_000, metavar="N", help="for the loaders")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    arguments = parser.parse_args()
    loaded = fuzz_loaders(arguments.files)
    asked, faults = _asked(arguments.cases, arguments.seed)
    print("\n".join(asked.failures + faults))
    figures = {
        "files": loaded.files,
        "seconds": round(loaded.seconds),
        "slowest file, s of CPU": round(loaded.slowest, 2),
        "peak memory, MB": loaded.peak_mb,
        "requests": asked.cases,
        "operations": asked.operations,
        "seconds of requests": round(asked.seconds),
        "rounds that found something": len(asked.failures),
        "faults in the log": len(faults),
    }
    show("Fuzzing", [{"figure": name, "value": value} for name, value in figures.items()])
    return 1 if asked.failures or faults else 0


def _asked(cases: int, seed: int) -> tuple[ApiFigures, list[str]]:
    """What was found, and the lines of the service's log that tell of a fault."""
    with tempfile.TemporaryDirectory(prefix="citeqa-fuzz-") as name:
        folder = Path(name)
        service = Service(folder, workers=2, settings=_SETTINGS)
        try:
            figures = fuzz_api(service.port, cases, seed=seed)
        finally:
            service.stop()
        log = (folder / "log").read_text(encoding="utf-8", errors="replace").splitlines()
        return figures, [line for line in log if '"event": "failed"' in line]


if __name__ == "__main__":
    sys.exit(main())
