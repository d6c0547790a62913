"""Crash and look: ``python -m benchmarks.crash --rounds 2000``, or ``make bench-crash``.

The exit status is 1 when anything was lost or torn.
"""

import argparse
import json
import os
import sys
from pathlib import Path


def main() -> int:
    """Run the rounds, with a line for every tenth, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crash", description=__doc__)
    parser.add_argument("--rounds", type=int, default=30, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    arguments = parser.parse_args()
    # Read when libraries are loaded: threads would not survive a fork.
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
    from benchmarks.crash.run import run
    from benchmarks.tables import show

    for tally in run(arguments.rounds, arguments.seed):
        if tally.rounds % 10 == 0:
            bad = f"{len(tally.lost)} lost, {len(tally.torn)} torn"
            print(f"{tally.rounds} rounds, {tally.acknowledged} acknowledged, {bad}", flush=True)
    show(f"Crashes, seed {arguments.seed}", tally.rows())
    for problem in [*tally.lost, *tally.torn][:50]:
        print(problem)
    if arguments.json:
        arguments.json.write_text(json.dumps(tally.as_json(), indent=2) + "\n")
    return 1 if tally.lost or tally.torn else 0


if __name__ == "__main__":
    sys.exit(main())
