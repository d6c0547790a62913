"""Question-answering models without sense, made here: what they answer is chance, where it
stands is not."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import (
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)
from transformers import BertConfig, BertForQuestionAnswering, PreTrainedTokenizerFast

from index.article import Article
from index.citeqa import Citeqa
from index.loading.completion import complete
from service.settings import load_settings
from service.wiring import build_engine

EXAMPLES = Path(__file__).parents[2] / "examples" / "articles"

#: Line ends of Windows, typography, an emoji, combining accents, and signs that no
#: vocabulary here has.
ODD = (
    "Le pont 🌉 de Valombre\r\n\r\n"
    "« Il mesure 1 300 mètres », a dit la maire, Claire Dubois, lundi.\r\n"
    "L’e\u0301te\u0301 prochain, le 橋 sera fermé : les trains n’y passeront plus."
)


def _word_pieces(texts: Sequence[str]) -> Tokenizer:
    """As BERT has it: whitespace belongs to no piece."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    trainer = trainers.WordPieceTrainer(vocab_size=600, special_tokens=special)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def _sentence_pieces(texts: Sequence[str]) -> Tokenizer:
    """As CamemBERT and XLM-R have it: the space before a word belongs to its first piece."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    trainer = trainers.UnigramTrainer(vocab_size=600, special_tokens=special, unk_token="[UNK]")
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


KINDS: dict[str, Callable[[Sequence[str]], Tokenizer]] = {
    "word pieces": _word_pieces,
    "sentence pieces": _sentence_pieces,
}


def _save_model(folder: Path, tokenizer: Tokenizer) -> None:
    begin, end = (tokenizer.token_to_id(piece) for piece in ("[CLS]", "[SEP]"))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B [SEP]",
        special_tokens=[("[CLS]", begin), ("[SEP]", end)],
    )
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=512,
    )
    fast.save_pretrained(folder)
    torch.manual_seed(20240531)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=512,
        initializer_range=1.0,
    )
    BertForQuestionAnswering(config).eval().save_pretrained(folder)


@pytest.fixture(scope="session")
def articles() -> list[Article]:
    names = ["accord-eau-dakar.txt", "platinum-strike.txt"]
    texts = {name: (EXAMPLES / name).read_text(encoding="utf-8") for name in names} | {"odd": ODD}
    return [complete(Article(id=name, text=text)) for name, text in texts.items()]


@pytest.fixture(scope="session", params=list(KINDS))
def model(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    articles: list[Article],
) -> Path:
    """The folder of a model, once for each way to cut words into pieces."""
    folder = tmp_path_factory.mktemp("model")
    _save_model(folder, KINDS[request.param]([article.text for article in articles]))
    return folder


@pytest.fixture(scope="session")
def make_engine(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Citeqa]:
    def make(**settings: Any) -> Citeqa:
        data_dir = tmp_path_factory.mktemp("data")
        return build_engine(load_settings(data_dir=data_dir, model_threads=1, **settings))

    return make
