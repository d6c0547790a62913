"""Long lists in portions that a call can take."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def portions(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of ``size``, the last one shorter."""
    remaining = iter(items)
    while portion := list(islice(remaining, size)):
        yield portion


def portions_by_weight(
    items: Iterable[Item], weight: Callable[[Item], int], size: int, most: int
) -> Iterator[list[Item]]:
    """The items in lists of at most ``size`` that together weigh at most ``most``; one that
    weighs more is alone."""
    portion: list[Item] = []
    total = 0
    for item in items:
        own = weight(item)
        if portion and (len(portion) == size or total + own > most):
            yield portion
            portion, total = [], 0
        portion.append(item)
        total += own
    if portion:
        yield portion
