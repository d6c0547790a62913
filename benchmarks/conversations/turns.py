"""The turns of conversations about the example articles."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.evaluation.questions import Gold, Question
from index.evaluation.scoring import is_right
from index.reply import Reply
from index.turn import Turn

EXAMPLES = Path(__file__).parents[2] / "examples"
FILE = EXAMPLES / "conversations.jsonl"
#: Later turns that are about something else, or nothing in the articles.
TOPICS = EXAMPLES / "changes-of-topic.jsonl"
#: More follow-ups, written after the first rules and before they were revised.
FURTHER = EXAMPLES / "further-conversations.jsonl"


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
