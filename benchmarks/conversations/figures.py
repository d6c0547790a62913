"""How many turns come out right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.conversations.turns import Asked
from benchmarks.conversations.ways import Way
from index.engine import Engine
from index.followups import resolve
from index.reply import Reply
from index.turn import Turn


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
    ``resolved``: follow-ups that are taken for one, and others that are not. ``each``: whether
    the turns came out right, one after the other."""

    right: Tally = field(default_factory=Tally)
    declined: Tally = field(default_factory=Tally)
    standing: Tally = field(default_factory=Tally)
    resolved: Tally = field(default_factory=Tally)
    each: list[bool] = field(default_factory=list)

    def add(self, turn: Asked, reply: Reply) -> None:
        """Count one reply to a later turn."""
        kind = self.standing if turn.alone is None else self.right if turn.gold else self.declined
        right = turn.is_right(reply)
        kind.add(right)
        self.each.append(right)
        self.resolved.add((reply.resolved_question is None) == (turn.alone is None))


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


def lost(before: Figures, after: Figures) -> int:
    """How many turns came out right only before, of the same conversations."""
    return sum(was and not is_now for was, is_now in zip(before.each, after.each, strict=True))
