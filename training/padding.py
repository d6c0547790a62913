"""Rows of different lengths as one tensor."""

from collections.abc import Sequence

import torch
from torch import Tensor

#: The piece that stands where there is none.
PAD = 1

#: Lengths are multiples of this; a GPU's attention asks for it.
_STEP = 8


def padded_length(longest: int) -> int:
    """How long rows are made of which the longest has ``longest`` pieces."""
    return -(-longest // _STEP) * _STEP


def padded(rows: Sequence[Sequence[int]]) -> Tensor:
    """Rows of piece ids as one tensor [rows, length]."""
    length = padded_length(max(map(len, rows)))
    return torch.tensor([[*row, *[PAD] * (length - len(row))] for row in rows])
