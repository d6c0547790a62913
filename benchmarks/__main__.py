"""Measure: ``python -m benchmarks [FOLDER]``, or ``make bench``.

Without a folder, questions over the example articles are timed. A folder with the
project's evaluation data (``news/dev.*.jsonl``, ``articles/``, ``questions/``) has its
answers and its retrieval measured as well; ``../shared`` is looked for by default.
"""

import sys
from pathlib import Path

from benchmarks.answers import answers
from benchmarks.retrieval import recall
from benchmarks.speed import stages, stores
from benchmarks.tables import show

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples" / "articles", HERE.parent / "examples/questions.jsonl"


def main(folder: Path) -> None:
    """Print a table for each measurement that the data at hand allow."""
    sets = {"examples": EXAMPLES, **_sets(folder)}
    for name, pair in sets.items():
        show(f"Answers, {name}", answers(*pair))
        show(f"Retrieval, {name}", recall(*pair))
    largest = "news" if "news" in sets else "examples"
    show(f"Speed of a question, {largest}", stages(*sets[largest]))
    show(f"Stores, {largest}", stores(*sets[largest]))


def _sets(folder: Path) -> dict[str, tuple[Path, Path]]:
    sets = {
        "news": (folder / "news/dev.articles.jsonl", folder / "news/dev.questions.jsonl"),
        "summit": (folder / "articles", folder / "questions/summit-dev.jsonl"),
    }
    return {name: pair for name, pair in sets.items() if all(path.exists() for path in pair)}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[1] / "shared")
