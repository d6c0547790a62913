"""The base model from a hub or a folder, in the format of transformers."""

import json
from pathlib import Path

import torch
from transformers import BertModel

from training.base.vocabulary import SPECIAL, Vocabulary
from training.errors import BaseUnreadable


def read_transformers(source: str) -> tuple[BertModel, Vocabulary]:
    """The model with the Latin-script rows of its word embeddings.

    ``source``: a folder, or a name on the Hugging Face hub. Its ``tokenizer.json`` has to
    be a Unigram model whose first pieces are <s>, <pad>, </s> and <unk>.

    :raises BaseUnreadable: where nothing is found there, or something else.
    """
    numbers, vocabulary = _vocabulary(source).latin()
    try:
        model = BertModel.from_pretrained(source, add_pooling_layer=False)
    except OSError as error:
        raise BaseUnreadable(source, str(error)) from error
    _keep_rows(model, numbers)
    return model, vocabulary


def _vocabulary(source: str) -> Vocabulary:
    described = json.loads(_tokenizer_file(source).read_text(encoding="utf-8"))["model"]
    pieces = described.get("vocab")
    if not isinstance(pieces, list) or [piece for piece, _ in pieces[: len(SPECIAL)]] != SPECIAL:
        raise BaseUnreadable(source, "its vocabulary is not a Unigram model's as XLM-R has it")
    return Vocabulary([(piece, score) for piece, score in pieces])


def _tokenizer_file(source: str) -> Path:
    if Path(source).is_dir():
        path = Path(source) / "tokenizer.json"
        if not path.is_file():
            raise BaseUnreadable(source, "it has no tokenizer.json")
        return path
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    try:
        return Path(hf_hub_download(source, "tokenizer.json"))
    except (OSError, HfHubHTTPError, HFValidationError) as error:
        raise BaseUnreadable(source, str(error)) from error


def _keep_rows(model: BertModel, numbers: list[int]) -> None:
    """Cut the word embeddings to the rows ``numbers``."""
    rows = model.embeddings.word_embeddings.weight.detach()[numbers]
    padding = model.config.pad_token_id = 1
    words = torch.nn.Embedding(len(rows), rows.shape[1], padding, _weight=rows)
    model.embeddings.word_embeddings = words
    model.config.vocab_size = len(numbers)
