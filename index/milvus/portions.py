"""Long lists in portions that a call can take."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def portions(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of ``size``, the last one shorter."""
    remaining = iter(items)
    while portion := list(islice(remaining, size)):
        yield portion
