"""A base model of a few thousand numbers, as a hub would keep it."""

import json
from pathlib import Path

import torch
from transformers import BertConfig, BertModel

PIECES = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "▁",
    "▁le",
    "▁pont",
    "▁да",
    "s",
    "ő",
    "६",
    "桥",
    "<mask>",
]
LATIN = [piece for piece in PIECES if piece not in ("▁да", "桥")]


def tiny_model() -> BertModel:
    """Two layers of random weights, with one channel that stands out as in real ones."""
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(PIECES) + 3,
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=128,
        max_position_embeddings=16,
        pad_token_id=1,
        layer_norm_eps=1e-12,
        initializer_range=0.1,
    )
    model = BertModel(config, add_pooling_layer=False).eval()
    with torch.no_grad():
        for layer in model.encoder.layer:
            layer.attention.output.LayerNorm.weight[7] = 20
    return model


def saved_tiny(folder: Path) -> Path:
    """The folder, with model and tokenizer in it."""
    tiny_model().save_pretrained(folder)
    vocab = [[piece, -float(place)] for place, piece in enumerate(PIECES)]
    described = {"model": {"type": "Unigram", "unk_id": 3, "vocab": vocab}}
    (folder / "tokenizer.json").write_text(json.dumps(described), encoding="utf-8")
    return folder
