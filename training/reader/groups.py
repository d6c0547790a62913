"""What a question is trained on at once: its passages, side by side."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from training.batches import padded_length
from training.padding import PAD
from training.reader.input import Input

#: The longest answer, in pieces.
LONGEST_ANSWER = 64


@dataclass(frozen=True, slots=True)
class Group:
    """The same question beside one or more passages."""

    members: tuple[Input, ...]

    @property
    def width(self) -> int:
        """The pieces of the longest input."""
        return max(len(each.ids) for each in self.members)

    @property
    def height(self) -> int:
        """How many inputs there are."""
        return len(self.members)


@dataclass(frozen=True, slots=True)
class Batch:
    """``ids``, ``passage`` and ``inside`` are [inputs, length]; ``passage`` marks the pieces
    that answers may be made of, ``group`` [inputs] numbers the ``questions``.

    ``spans`` [n, 3]: input, first and last piece of every acceptable span that is not
    longer than ``LONGEST_ANSWER``; ``main`` [m, 3]: of each answered input's main span.
    ``inside``: 1 on the pieces of the best answer. ``several`` [inputs]: 1 where that has
    more than one span, 0 where it has one, -1 where there is no answer.
    """

    ids: Tensor
    passage: Tensor
    group: Tensor
    spans: Tensor
    main: Tensor
    inside: Tensor
    several: Tensor
    questions: int

    def moved(self, device: str) -> "Batch":
        """The same on ``device``."""
        tensors = {
            name: getattr(self, name).to(device) for name in self.__slots__ if name != "questions"
        }
        return replace(self, **tensors)


def grouped(inputs: Iterable[tuple[str, Input]]) -> list[Group]:
    """Inputs of the same question put together, in order of first appearance."""
    found: dict[str, list[Input]] = {}
    for name, each in inputs:
        found.setdefault(name, []).append(each)
    return [Group(tuple(members)) for members in found.values()]


def batch(groups: list[Group]) -> Batch:
    """The groups as tensors."""
    members = [(n, each) for n, group in enumerate(groups) for each in group.members]
    shape = len(members), padded_length(max(group.width for group in groups))
    ids = torch.full(shape, PAD)
    passage, inside = torch.zeros(shape, dtype=torch.bool), torch.zeros(shape)
    several = torch.full(shape[:1], -1.0)
    spans: list[tuple[int, int, int]] = []
    main: list[tuple[int, int, int]] = []
    for row, (_, each) in enumerate(members):
        ids[row, : len(each.ids)] = torch.tensor(each.ids)
        passage[row, each.first : len(each.ids) - 1] = True
        if each.answers:
            best = each.answers[0]
            several[row] = float(len(best) > 1)
            for first, last in best:
                inside[row, first : last + 1] = 1
            # The longest span of the best answer.
            main.append((row, *max(best, key=lambda piece: piece[1] - piece[0])))
            every = dict.fromkeys(piece for answer in each.answers for piece in answer)
            spans += [(row, a, b) for a, b in every if b - a < LONGEST_ANSWER]
    numbers = torch.tensor([n for n, _ in members])
    return Batch(
        ids, passage, numbers, _triples(spans), _triples(main), inside, several, len(groups)
    )


def _triples(found: list[tuple[int, int, int]]) -> Tensor:
    return torch.tensor(found, dtype=torch.long).reshape(-1, 3)
