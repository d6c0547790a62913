"""Write, read and judge: ``python -m benchmarks.history --seconds 600``, or
``make bench-history``.

The exit status is 1 when somebody saw what could not be seen.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.history.clients import record
from benchmarks.history.judging import faults
from benchmarks.serving import Service
from benchmarks.tables import show


def main() -> int:
    """Start the service with four workers, and eight clients of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.history", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="citeqa-history-") as folder:
        service = Service(Path(folder), workers=4)
        try:
            history = record(service, 8, arguments.seconds, arguments.seed)
        finally:
            service.stop()
    found = faults(history)
    figures = {
        "seconds": arguments.seconds,
        "acknowledged changes": sum(change.end is not None for change in history.changes),
        "requests that read": len(history.views),
        "articles' states seen": sum(len(view.seen) for view in history.views),
        "faults": len(found),
    }
    show("History", [{"figure": name, "value": value} for name, value in figures.items()])
    print("\n".join(found[:50]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
