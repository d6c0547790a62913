"""PIAF's held-out part: ``python -m benchmarks.piaf PIAF.json.gz OUT.json``.

PIAF 1.1 has no split of its own. This project's is by article, so that no paragraph of a
held-out article is trained on: of the distinct titles, sorted and then shuffled by
``random.Random(1)``, the first 60.
"""

import json
import sys
from pathlib import Path
from typing import Any

from index.evaluation.contents import contents
from index.evaluation.errors import InvalidQuestions
from training.data.squad import held_out_titles


def held_out(document: dict[str, Any]) -> dict[str, Any]:
    """The held-out articles of a parsed file, in its order and otherwise as they are."""
    chosen = held_out_titles(article["title"] for article in document["data"])
    return document | {"data": [each for each in document["data"] if each["title"] in chosen]}


def write_held_out(piaf: Path, out: Path) -> int:
    """Write the held-out part of ``piaf``, packed or not, to ``out``; how many questions."""
    kept = held_out(json.loads(contents(piaf)))
    out.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    return sum(len(p["qas"]) for article in kept["data"] for p in article["paragraphs"])


def main(arguments: list[str]) -> None:
    """Write, and say how much."""
    if len(arguments) != 2:
        sys.exit(__doc__)
    try:
        print(f"{write_held_out(*map(Path, arguments))} questions")
    except (InvalidQuestions, OSError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
