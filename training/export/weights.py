"""The numbers that go into a model."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.base import Base, EmbeddingBlocks

Tensors = Mapping[str, NDArray[np.float32]]

#: What training leaves as it was.
WORDS = "embeddings.word_embeddings.weight"


@dataclass(frozen=True)
class Weights:
    """A BERT's tensors by their names in transformers, and what else defines it."""

    tensors: Tensors
    words: EmbeddingBlocks
    layers: int
    heads: int
    width: int
    epsilon: float

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        return self.tensors[name]


def base_tensors(base: Base) -> Tensors:
    """The base's tensors, float32, without the word embeddings."""
    state = base.model.state_dict().items()
    return {name: tensor.float().numpy() for name, tensor in state if name != WORDS}


def combined(base: Base, trained: Tensors) -> Weights:
    """The base with the tensors of ``trained`` instead of its own; it is not changed."""
    config = base.model.config
    return Weights(
        tensors={**base_tensors(base), **trained},
        words=base.blocks or _blocks(base),
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        width=config.hidden_size,
        epsilon=config.layer_norm_eps,
    )


def _blocks(base: Base) -> EmbeddingBlocks:
    return EmbeddingBlocks.of(base.model.state_dict()[WORDS].float().numpy())
