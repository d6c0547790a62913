"""What a question may mean after the turns before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.followups.resolving import resolve
from index.turn import Turn


@dataclass(frozen=True, slots=True)
class Taken:
    """A question as it is taken: ``asked`` is searched for and read, ``resolved`` is the same
    where that is not the question itself. ``preferred`` are the ids of the articles that the
    last turn was answered from."""

    asked: str
    resolved: str | None = None
    preferred: tuple[str, ...] = ()


def ways_to_take(question: str, conversation: Sequence[Turn]) -> tuple[Taken, ...]:
    """The likeliest first; each of the others is for when that before it has no answer."""
    resolved = resolve(question, conversation)
    if resolved is None:
        return (Taken(question),)
    # A follow-up is, as a rule, about the article that the turn before it was answered from.
    preferred = conversation[-1].article_ids
    taken = Taken(resolved.text, resolved.text, preferred)
    return (Taken(question, None, preferred), taken) if resolved.hint else (taken,)
