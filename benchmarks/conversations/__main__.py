"""Follow-up questions: ``python -m benchmarks.conversations [--among ARTICLES] [--json FILE]``.

The conversations of ``examples/conversations.jsonl`` and ``further-conversations.jsonl``, and
those of ``changes-of-topic.jsonl``, whose later turns all stand on their own, are held over the
example articles, and every turn but the first is asked

- *without* the turns before it,
- *with* them, and the answers that a perfect engine had given,
- with them and the *own answers* of this engine, as a chatbot has them,
- *rewritten* by hand as a question that stands on its own.

*lost* are the turns that are right without the turns before them and not so with them.
``--among`` adds the articles of another file or folder, which make finding harder.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.collect import indexed
from benchmarks.conversations.figures import Figures, lost, measured, unchanged
from benchmarks.conversations.turns import EXAMPLES, FILE, FURTHER, TOPICS, Asked, conversations
from benchmarks.conversations.ways import WAYS
from benchmarks.tables import Row, show
from index.engine import Engine
from index.ingesting import Submission
from index.loading import Limits, LoadedArticle, load


def main(among: Path | None, json_file: Path | None, files: Sequence[Path]) -> None:
    """Print a table for each half of each file, and write the figures where that is asked
    for."""
    found: dict[str, list[Row]] = {}
    with indexed(EXAMPLES / "articles") as engine:
        if among:
            loaded = load([among], Limits(1 << 26, 1 << 22))
            more = [Submission(each.article) for each in loaded if isinstance(each, LoadedArticle)]
            engine.ingestor.ingest(more)
        print(f"{engine.state().articles} articles\n")
        for file in files:
            talks = conversations(file)
            for split in dict.fromkeys(turns[0].split for turns in talks):
                held = [turns for turns in talks if turns[0].split == split]
                rows = found[f"{file.stem}, {split}"] = _rows(engine, held)
                show(f"{file.stem}, {split}: {len(held)} conversations", rows)
                print(f"Given not even a hint, of all that stand on their own: {unchanged(held)}\n")
    if json_file:
        json_file.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


def _rows(engine: Engine, held: Sequence[Sequence[Asked]]) -> list[Row]:
    figures = {name: measured(engine, held, way) for name, way in WAYS.items()}
    return [_row(name, each, figures["without"]) for name, each in figures.items()]


def _row(name: str, figures: Figures, without: Figures) -> Row:
    row: Row = {"asked": name, "right": str(figures.right), "declined": str(figures.declined)}
    row["standing alone"] = str(figures.standing)
    row["lost"] = str(lost(without, figures))
    if name.startswith("with,") or name == "with":
        row["told apart"] = str(figures.resolved)
    return row


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure follow-up questions.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    parser.add_argument("--among", type=Path, metavar="ARTICLES", help="further articles")
    parser.add_argument(
        "files", type=Path, nargs="*", default=[FILE, FURTHER, TOPICS], metavar="CONVERSATIONS"
    )
    arguments = parser.parse_args()
    main(arguments.among, arguments.json, arguments.files)
