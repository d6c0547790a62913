"""The reader's groups as numbers."""

from collections.abc import Iterable, Iterator

from training.reader.groups import Group
from training.reader.input import Input
from training.stream import Numbers


def numbers(groups: Iterable[Group]) -> Numbers:
    """What ``groups_of`` reads."""
    found = Numbers()
    for group in groups:
        found.put(len(group.members))
        for each in group.members:
            found.put_row(each.ids)
            found.put(each.first, len(each.answers))
            for answer in each.answers:
                found.put_row([place for piece in answer for place in piece])
    return found


def groups_of(stream: Numbers) -> Iterator[Group]:
    """The groups, in their order."""
    while stream.left:
        yield Group(tuple(_input(stream) for _ in range(stream.take())))


def _input(stream: Numbers) -> Input:
    ids, first = stream.take_row(), stream.take()
    answers = [stream.take_row() for _ in range(stream.take())]
    return Input(ids, first, tuple(tuple(zip(a[::2], a[1::2], strict=True)) for a in answers))
