"""What the reader sees at once in training."""

from dataclasses import dataclass

#: First and last piece of a span, positions in the input's ids.
Pieces = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Input:
    """``<s> question </s> </s> title </s> window </s>`` as piece ids, the title and the mark
    after it only where there is one.

    ``first`` is the position of the window's first piece. ``answers``: the acceptable
    answers that lie whole in the window, best first, each as the pieces of its spans.
    """

    ids: list[int]
    first: int
    answers: tuple[tuple[Pieces, ...], ...]
