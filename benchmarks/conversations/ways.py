"""The ways in which a conversation's later turns are asked."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from benchmarks.conversations.turns import Asked
from index.engine import Engine
from index.reply import Reply
from index.turn import Turn

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
