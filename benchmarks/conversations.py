"""Follow-up questions: ``python -m benchmarks.conversations [--among ARTICLES] [--json FILE]``.

The conversations of ``examples/conversations.jsonl`` are held over the example articles, and
every turn but the first is asked

- *without* the turns before it,
- *with* them, and the answers that a perfect engine had given,
- with them and the *own answers* of this engine, as a chatbot has them,
- *rewritten* by hand as a question that stands on its own.

``--among`` adds the articles of another file or folder, which make finding harder.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.collect import indexed
from benchmarks.tables import Row, show
from index.engine import Engine
from index.evaluation.questions import Gold, Question
from index.evaluation.scoring import is_right
from index.followups import resolve
from index.ingesting import Submission
from index.loading import Limits, LoadedArticle, load
from index.reply import Reply
from index.turn import Turn

EXAMPLES = Path(__file__).parents[1] / "examples"
FILE = EXAMPLES / "conversations.jsonl"


@dataclass(frozen=True, slots=True)
class Asked:
    """A turn of a conversation. ``alone``: the same as a question that stands on its own, and
    ``None`` where it does already. ``before``: the turns before it, rightly answered; none
    before the first."""

    id: str
    split: str
    question: str
    alone: str | None
    gold: list[Gold]
    before: tuple[Turn, ...]

    def is_right(self, reply: Reply) -> bool:
        """As ``citeqa eval`` counts; declined is right where nothing answers."""
        if not reply.answers or not self.gold:
            return not reply.answers and not self.gold
        known = Question(self.id, self.question, "", "", self.gold)
        first = reply.answers[0]
        return is_right(known, first.text, first.citations[0].article_id)


@dataclass
class Tally:
    """Of so many turns, how many came out right."""

    right: int = 0
    turns: int = 0

    def add(self, right: bool) -> None:
        """Count one more."""
        self.right += right
        self.turns += 1

    def __str__(self) -> str:
        return f"{self.right}/{self.turns}"


@dataclass
class Figures:
    """``right``: follow-ups that have an answer; ``declined``: those that have none;
    ``standing``: turns that stand on their own, right or declined as they should be;
    ``resolved``: follow-ups that are taken for one, and others that are not."""

    right: Tally = field(default_factory=Tally)
    declined: Tally = field(default_factory=Tally)
    standing: Tally = field(default_factory=Tally)
    resolved: Tally = field(default_factory=Tally)

    def add(self, turn: Asked, reply: Reply) -> None:
        """Count one reply."""
        kind = self.standing if turn.alone is None else self.right if turn.gold else self.declined
        kind.add(turn.is_right(reply))
        self.resolved.add((reply.resolved_question is None) == (turn.alone is None))


def conversations(path: Path = FILE) -> list[list[Asked]]:
    """The turns of each conversation in the file."""
    return [list(_turns(json.loads(line))) for line in path.read_text("utf-8").splitlines()]


def _turns(fields: dict[str, Any]) -> Iterator[Asked]:
    before: tuple[Turn, ...] = ()
    for turn in fields["turns"]:
        gold = [Gold(each["article"], each["answers"]) for each in turn["gold"]]
        question = turn["question"]
        yield Asked(fields["id"], fields["split"], question, turn.get("alone"), gold, before)
        answer = gold[0].answers[0] if gold else None
        before += (Turn(question, answer, tuple(each.article for each in gold)),)


Way = Callable[[Engine, Sequence[Asked]], Iterable[Reply]]


def without(engine: Engine, turns: Sequence[Asked]) -> Iterator[Reply]:
    """Each turn as if it were the first."""
    return (engine.ask(turn.question) for turn in turns[1:])


def with_turns(engine: Engine, turns: Sequence[Asked]) -> Iterator[Reply]:
    """Each turn with those before it, rightly answered."""
    return (engine.ask(turn.question, conversation=turn.before) for turn in turns[1:])


def with_own_answers(engine: Engine, turns: Sequence[Asked]) -> Iterator[Reply]:
    """Each turn with those before it, answered as the engine did."""
    before: list[Turn] = []
    for number, turn in enumerate(turns):
        reply = engine.ask(turn.question, conversation=before)
        cited = dict.fromkeys(each.article_id for a in reply.answers[:1] for each in a.citations)
        answer = reply.answers[0].text if reply.answers else None
        before.append(Turn(turn.question, answer, tuple(cited)))
        if number:
            yield reply


def rewritten(engine: Engine, turns: Sequence[Asked]) -> Iterator[Reply]:
    """Each turn as somebody rewrote it."""
    return (engine.ask(turn.alone or turn.question) for turn in turns[1:])


WAYS: Mapping[str, Way] = {
    "without": without,
    "with": with_turns,
    "with, own answers": with_own_answers,
    "rewritten by hand": rewritten,
}


def measured(engine: Engine, held: Iterable[Sequence[Asked]], way: Way) -> Figures:
    """The figures of some conversations, held in one way."""
    figures = Figures()
    for turns in held:
        for turn, reply in zip(turns[1:], way(engine, turns), strict=True):
            figures.add(turn, reply)
    return figures


def unchanged(held: Iterable[Sequence[Asked]]) -> Tally:
    """Of the turns that stand on their own, after others or before them, those that stay as
    they are; the first ones are asked after another conversation."""
    tally = Tally()
    talks = list(held)
    for turns, other in zip(talks, [talks[-1], *talks[:-1]], strict=True):
        last = other[-1]
        for turn in turns:
            before = turn.before or (*last.before, Turn(last.question))
            if turn.alone is None:
                tally.add(resolve(turn.question, before) is None)
    return tally


def main(among: Path | None, json_file: Path | None) -> None:
    """Print a table for each half, and write the figures where that is asked for."""
    found: dict[str, list[Row]] = {}
    with indexed(EXAMPLES / "articles") as engine:
        if among:
            loaded = load([among], Limits(1 << 26, 1 << 22))
            more = [Submission(each.article) for each in loaded if isinstance(each, LoadedArticle)]
            engine.ingestor.ingest(more)
        print(f"{engine.state().articles} articles\n")
        for split in ("development", "held-out"):
            held = [turns for turns in conversations() if turns[0].split == split]
            found[split] = [_row(name, measured(engine, held, way)) for name, way in WAYS.items()]
            show(f"Follow-ups, {split}: {len(held)} conversations", found[split])
            print(f"Left as they are, of the turns that stand on their own: {unchanged(held)}\n")
    if json_file:
        json_file.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


def _row(name: str, figures: Figures) -> Row:
    row: Row = {"asked": name, "right": str(figures.right), "declined": str(figures.declined)}
    row["standing alone"] = str(figures.standing)
    if name.startswith("with,") or name == "with":
        row["told apart"] = str(figures.resolved)
    return row


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure follow-up questions.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    parser.add_argument("--among", type=Path, metavar="ARTICLES", help="further articles")
    arguments = parser.parse_args()
    main(arguments.among, arguments.json)
