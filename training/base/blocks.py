"""Word embeddings in four bits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: How many neighbouring numbers of a row share a scale.
BLOCK = 32

#: Stored values are 0 to 15; this one stands for zero.
ZERO = 8


@dataclass(frozen=True)
class EmbeddingBlocks:
    """A matrix in Q4_0, the format of ggml: value = (nibble - 8) * scale of its block.

    ``packed``: uint8 [rows, blocks, 16]; byte ``i`` of a block holds its element ``i`` in
    the low nibble and element ``i + 16`` in the high one. ``scales``: float16 [rows, blocks].
    """

    packed: NDArray[np.uint8]
    scales: NDArray[np.float16]

    @classmethod
    def of(cls, matrix: NDArray[np.float32]) -> "EmbeddingBlocks":
        """``matrix`` [rows, width] rounded to four bits as ggml does it.

        In each block the number that is farthest from zero becomes -8 times the scale.

        :raises ValueError: where the width is not a multiple of 32.
        """
        blocks = matrix.reshape(len(matrix), -1, BLOCK)
        farthest = np.take_along_axis(blocks, np.abs(blocks).argmax(-1)[..., None], -1)
        scales = (farthest / -ZERO).astype(np.float16)
        steps = blocks / np.where(scales == 0, 1, scales).astype(np.float32)
        nibbles = np.clip(np.floor(steps + ZERO + 0.5), 0, 15).astype(np.uint8)
        low, high = np.split(nibbles, 2, axis=-1)
        return cls(low | high << np.uint8(4), scales[..., 0])

    def nibbles(self) -> NDArray[np.uint8]:
        """The stored values, 0 to 15, in the matrix's order: [rows, width]."""
        halves = np.concatenate([self.packed & 15, self.packed >> 4], axis=-1)
        return halves.reshape(len(self.packed), -1)

    def matrix(self) -> NDArray[np.float32]:
        """The numbers themselves: [rows, width]."""
        steps = self.nibbles().astype(np.float32) - ZERO
        return steps * np.repeat(self.scales.astype(np.float32), BLOCK, axis=1)

    def rows(self, numbers: Sequence[int]) -> "EmbeddingBlocks":
        """Some of the rows, in the order of ``numbers``."""
        chosen = np.asarray(numbers)
        return EmbeddingBlocks(self.packed[chosen], self.scales[chosen])
