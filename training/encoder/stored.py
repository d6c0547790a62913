"""The encoder's pairs as numbers."""

from collections.abc import Iterable, Iterator

from training.encoder.pairs import Pair
from training.stream import Numbers


def numbers(pairs: Iterable[Pair]) -> Numbers:
    """What ``pairs_of`` reads."""
    found, keys = Numbers(), dict[str, int]()
    for pair in pairs:
        found.put(keys.setdefault(pair.key, len(keys)), len(pair.negatives))
        for row in (pair.question, pair.positive, *pair.negatives):
            found.put_row(row)
    return found


def pairs_of(stream: Numbers) -> Iterator[Pair]:
    """The pairs, in their order; their keys are numbers now."""
    while stream.left:
        key, negatives = stream.take(), stream.take()
        question, positive = stream.take_row(), stream.take_row()
        rest = tuple(stream.take_row() for _ in range(negatives))
        yield Pair(question, positive, rest, str(key))
