"""The encoder: texts in, unit vectors out."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoding.tokenizer import load_tokenizer
from index.onnx import open_session, padded

#: The most pieces that the model has positions for.
LONGEST_INPUT = 512

Vectors = NDArray[np.float32]


class OnnxEncoder:
    """multilingual-e5 as an ONNX file; texts carry their ``query: `` or ``passage: ``."""

    def __init__(self, model_dir: Path, threads: int = 0) -> None:
        """:raises ModelDamaged: when a model file is missing or is not the shipped one."""
        self._tokenizer = load_tokenizer(model_dir / "tokenizer.json")
        self._session = open_session(model_dir / "encoder.onnx", threads)
        self.dimension = int(self._session.get_outputs()[0].shape[-1])

    def encode(self, texts: Sequence[str], batch_size: int = 16) -> Vectors:
        """Unit vectors [len(texts), dimension], in the order of ``texts``.

        Texts of like length share a batch, so little is spent on padding; input beyond
        512 pieces is not seen.
        """
        rows = [self._pieces(encoding.ids) for encoding in self._tokenizer.encode_batch(texts)]
        vectors = np.empty((len(rows), self.dimension), dtype=np.float32)
        order = sorted(range(len(rows)), key=lambda row: len(rows[row]))
        for begin in range(0, len(order), batch_size):
            batch = order[begin : begin + batch_size]
            ids, mask = padded([rows[row] for row in batch])
            vectors[batch] = self._session.run(["vector"], {"ids": ids, "mask": mask})[0]
        return vectors

    @staticmethod
    def _pieces(ids: list[int]) -> list[int]:
        return ids if len(ids) <= LONGEST_INPUT else [*ids[: LONGEST_INPUT - 1], ids[-1]]


@cache
def load_encoder(model_dir: Path, threads: int) -> OnnxEncoder:
    """One encoder per process, for questions and passages alike."""
    return OnnxEncoder(model_dir, threads)
