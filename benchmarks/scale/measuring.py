"""All measures of one size, in the order in which they are shown."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scale.building import build, disk
from benchmarks.scale.fts5 import fts5
from benchmarks.scale.latency import latency
from benchmarks.scale.memory import memory
from benchmarks.scale.others import others
from benchmarks.scale.processes import apart
from benchmarks.scale.recall import recall
from benchmarks.scale.seed import Seed
from benchmarks.scale.serving import serving
from benchmarks.scale.startup import startup
from benchmarks.scale.storing import store
from benchmarks.tables import Row

_FIGURES = "made.json"


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured: ``questions`` for latencies, two thirds of them for recall and
    for FTS5; how many ``starts``; how many processes share memory; ``seconds`` of searches
    beside other work."""

    questions: int = 150
    starts: int = 3
    workers: tuple[int, ...] = (2, 4)
    seconds: float = 15.0


def measures(
    seed: Seed, size: int, folder: Path, extent: Extent = Extent()
) -> Iterator[tuple[str, list[Row]]]:
    """Titles with rows. ``folder`` has the seed, and gets a data directory."""
    data = folder / str(size)
    given = {"folder": data, "seeds": folder, "size": size}
    fewer = extent.questions * 2 // 3
    yield "Made", [made(seed, size, data)]
    yield "Disk", disk(data, size)
    yield "Start-up", startup(data, folder, extent.starts)
    yield "Memory", [memory(**given, workers=workers) for workers in extent.workers]
    yield "Retrieval", apart(latency, **given, most=extent.questions)
    yield "Recall", apart(recall, **given, most=fewer)
    side = folder / f"{size}.fts5.sqlite"
    yield "FTS5", apart(fts5, folder=data, seeds=folder, side=side, most=fewer)
    yield "While serving", serving(data, folder, extent.seconds)
    yield "Other stores", others(**given, most=extent.questions)


def made(seed: Seed, size: int, data: Path) -> Row:
    """Seconds of storing and of building, as they were when it was done."""
    figures = data / _FIGURES
    if figures.exists():
        found: Row = json.loads(figures.read_text(encoding="utf-8"))
        return found
    if data.exists():  # cut short: what it took is not known
        shutil.rmtree(data)
    stored = store(seed, size, data)
    built = build(data)
    found = {
        "passages": size,
        "stored s": round(stored, 1),
        "stored/s": round(size / stored),
        "built s": round(built, 1),
    }
    figures.write_text(json.dumps(found), encoding="utf-8")
    return found
