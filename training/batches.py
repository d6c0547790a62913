"""Batches of about as many pieces, from groups that stay together."""

import random
from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar


class Sized(Protocol):
    """Whatever is as long as its longest sequence and holds some of them."""

    @property
    def width(self) -> int:
        """The pieces of the longest sequence."""

    @property
    def height(self) -> int:
        """How many sequences there are."""


S = TypeVar("S", bound=Sized)

#: Rows are padded to multiples of this; a GPU's attention asks for it.
_STEP = 8


def padded_length(longest: int) -> int:
    """How long rows are made of which the longest has ``longest`` pieces."""
    return -(-longest // _STEP) * _STEP


def batches(groups: Sequence[S], pieces: int, chance: random.Random) -> list[list[S]]:
    """The groups, shuffled into batches that take at most ``pieces`` when padded (more
    only where one group alone does); neighbours in a batch have similar widths."""
    shuffled = sorted(groups, key=lambda group: group.width + chance.random() * 24)
    found = list(_filled(shuffled, pieces))
    chance.shuffle(found)
    return found


def _filled(groups: Sequence[S], pieces: int) -> Iterator[list[S]]:
    batch: list[S] = []
    width = height = 0
    for group in groups:
        width, height = max(width, group.width), height + group.height
        if batch and padded_length(width) * height > pieces:
            yield batch
            batch, width, height = [], group.width, group.height
        batch.append(group)
    if batch:
        yield batch
