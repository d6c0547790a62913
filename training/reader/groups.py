"""What a question is trained on at once: its passages, side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from training.reader.features import Features

_PAD = 1


@dataclass(frozen=True, slots=True)
class Group:
    """The same question beside one or more passages."""

    members: tuple[Features, ...]

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
    """``ids``, ``mask`` and ``inside`` are [inputs, length], ``passage`` marks the pieces
    that answers may be made of, ``group`` [inputs] numbers the questions.

    ``spans`` [n, 4]: input, first piece, last piece and whether it is the input's main
    span. ``inside``: 1 on the pieces of the best answer. ``several`` [inputs]: 1 where
    that has more than one span, 0 where it has one, -1 where there is no answer.
    """

    ids: Tensor
    mask: Tensor
    passage: Tensor
    group: Tensor
    spans: Tensor
    inside: Tensor
    several: Tensor


def grouped(features: Iterable[Features]) -> list[Group]:
    """Features of the same question put together, in order of first appearance."""
    found: dict[str, list[Features]] = {}
    for each in features:
        found.setdefault(each.group, []).append(each)
    return [Group(tuple(members)) for members in found.values()]


def batch(groups: list[Group]) -> Batch:
    """The groups as tensors, padded to the longest."""
    members = [(n, each) for n, group in enumerate(groups) for each in group.members]
    shape = len(members), max(group.width for group in groups)
    ids = torch.full(shape, _PAD)
    passage, inside = torch.zeros(shape, dtype=torch.bool), torch.zeros(shape)
    several = torch.full(shape[:1], -1.0)
    spans: list[tuple[int, int, int, int]] = []
    for row, (_, each) in enumerate(members):
        ids[row, : len(each.ids)] = torch.tensor(each.ids)
        passage[row, each.first : len(each.ids) - 1] = True
        if each.answers:
            best = each.answers[0]
            several[row] = float(len(best) > 1)
            for first, last in best:
                inside[row, first : last + 1] = 1
            spans += _targets(row, each)
    numbers = torch.tensor([n for n, _ in members])
    targets = torch.tensor(spans, dtype=torch.long).reshape(-1, 4)
    return Batch(ids, ids != _PAD, passage, numbers, targets, inside, several)


def _targets(row: int, features: Features) -> list[tuple[int, int, int, int]]:
    """Every span of every acceptable answer; the main one is the best answer's longest."""
    main = max(features.answers[0], key=lambda piece: piece[1] - piece[0])
    every = dict.fromkeys(piece for answer in features.answers for piece in answer)
    return [(row, first, last, int((first, last) == main)) for first, last in every]
