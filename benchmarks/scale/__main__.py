"""Measure the store at several sizes: ``python -m benchmarks.scale``, or ``make bench-scale``.

    python -m benchmarks.scale [--sizes 10000,100000,1000000] [--folder DIR] [--json FILE]

Passages are drawn from the example articles and, where the project's evaluation data lie in
``../shared``, from those. The folder keeps what was drawn, 6 GB of a million, and a next run
uses it again; a machine with two cores takes about half an hour for all sizes.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.scale.goals import goals
from benchmarks.scale.layout import TURN
from benchmarks.scale.machine import machine
from benchmarks.scale.measuring import Extent, measures
from benchmarks.scale.processes import apart
from benchmarks.scale.seeding import seed
from benchmarks.scale.throughput import throughput
from benchmarks.tables import show

_ROOT = Path(__file__).parents[2]
_SHARED = _ROOT.parent / "shared"


def run(sizes: list[int], folder: Path, extent: Extent) -> dict[str, Any]:
    """Print a table for each measurement; returns all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn_from = seed(folder, _SHARED)
    found: dict[str, Any] = {"machine": machine()}
    show("Machine", [{"what": name, "": value} for name, value in found["machine"].items()])
    found["encoder"] = apart(throughput, seeds=folder, most=2 * extent.questions)
    show("Encoder", found["encoder"])
    found["sizes"] = {}
    for size in sizes:
        tables = found["sizes"][str(size)] = {}
        for title, rows in measures(drawn_from, size, folder, extent):
            tables[title] = rows
            show(f"{title}, {size:,} passages", rows)
        tables["Goals"] = goals(tables)
        show(f"Goals, {size:,} passages", tables["Goals"])
    return found


def _size(text: str) -> int:
    size = int(text)
    if size < TURN or size % TURN:
        raise ValueError(f"{size} is no multiple of {TURN}")
    return size


def _sizes(text: str) -> list[int]:
    return [_size(each) for each in text.split(",")]


def main(arguments: list[str]) -> None:
    """Measure, and write it down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default="10000,100000,1000000")
    parser.add_argument("--folder", type=Path, default=_ROOT / "build" / "scale")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    found = run(given.sizes, given.folder.resolve(), Extent())
    if given.json:
        given.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
