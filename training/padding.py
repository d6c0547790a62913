"""Rows of different lengths as one tensor."""

from collections.abc import Sequence

import torch
from torch import Tensor

from training.batches import padded_length

#: The piece that stands where there is none.
PAD = 1


def padded(rows: Sequence[Sequence[int]]) -> Tensor:
    """Rows of piece ids as one tensor [rows, length]."""
    length = padded_length(max(map(len, rows)))
    return torch.tensor([[*row, *[PAD] * (length - len(row))] for row in rows])
