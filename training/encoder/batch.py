"""Pairs as tensors."""

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor

from training.encoder.pairs import Pair
from training.padding import padded


@dataclass(frozen=True, slots=True)
class PairBatch:
    """Padded piece ids: ``questions`` [n, length], ``passages`` [n + negatives, length], the
    positives first; ``keys`` [n]."""

    questions: Tensor
    passages: Tensor
    keys: list[str]


def batch(pairs: Sequence[Pair]) -> PairBatch:
    """The pairs as tensors."""
    texts = [pair.positive for pair in pairs]
    texts += [negative for pair in pairs for negative in pair.negatives]
    questions = padded([pair.question for pair in pairs])
    return PairBatch(questions, padded(texts), [pair.key for pair in pairs])
