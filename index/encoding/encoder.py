"""The encoder: texts in, unit vectors out."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index.encoding.tokenizer import load_tokenizer
from index.onnx import OnnxModel

#: The most pieces that the model has positions for.
LONGEST_INPUT = 512

Vectors = NDArray[np.float32]

_LOADING = Lock()


class OnnxEncoder:
    """multilingual-e5 as an ONNX file; texts carry their ``query: `` or ``passage: ``."""

    def __init__(self, model_dir: Path, threads: int = 0) -> None:
        """:raises ModelDamaged: when a model file is missing or is not the shipped one."""
        self._tokenizer = load_tokenizer(model_dir / "tokenizer.json")
        self._model = OnnxModel(model_dir / "encoder.onnx", threads)
        self.dimension = int(self._model.output_size)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors [len(texts), dimension], in the order of ``texts``.

        A text's vector does not depend on the others; beyond 512 pieces it is not seen.
        """
        rows = [self._pieces(encoding.ids) for encoding in self._tokenizer.encode_batch(texts)]
        vectors = np.empty((len(rows), self.dimension), dtype=np.float32)
        for number, (vector,) in enumerate(self._model.run(rows)):
            vectors[number] = vector
        return vectors

    @staticmethod
    def _pieces(ids: list[int]) -> list[int]:
        return ids if len(ids) <= LONGEST_INPUT else [*ids[: LONGEST_INPUT - 1], ids[-1]]


def load_encoder(model_dir: Path, threads: int) -> OnnxEncoder:
    """One encoder per process, for questions and passages alike."""
    with _LOADING:  # a cache lets two threads that ask at once both load it
        return _loaded(model_dir, threads)


@cache
def _loaded(model_dir: Path, threads: int) -> OnnxEncoder:
    return OnnxEncoder(model_dir, threads)
