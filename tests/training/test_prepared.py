"""What is prepared on one machine for the training on another."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs PyTorch")
pytest.importorskip("transformers", reason="training needs transformers")

from training.base.blocks import EmbeddingBlocks  # noqa: E402
from training.base.packed_file import PackedFile, Shape  # noqa: E402
from training.base.prepared import read_prepared, write_prepared  # noqa: E402
from training.base.vocabulary import Vocabulary  # noqa: E402
from training.encoder import stored as encoder_stored  # noqa: E402
from training.encoder.pairs import Pair  # noqa: E402
from training.errors import BaseUnreadable, PreparedOtherwise  # noqa: E402
from training.reader import stored as reader_stored  # noqa: E402
from training.reader.groups import Group  # noqa: E402
from training.reader.input import Input  # noqa: E402
from training.stream import Numbers, read_numbers  # noqa: E402


def test_a_base_is_read_back_as_it_was(tmp_path: Path) -> None:
    matrix = np.random.default_rng(0).normal(size=(5, 64)).astype(np.float32)
    tensors = {"emb.word": EmbeddingBlocks.of(matrix), "emb.ln.w": matrix[0]}
    vocabulary = Vocabulary([("<s>", 0.0), ("▁é", -1.5)])
    packed = PackedFile(Shape(64, 1, 2, 8, 5, 16, 2, 1e-12), vocabulary, tensors)
    write_prepared(packed, tmp_path / "base.npz")
    found = read_prepared(tmp_path / "base.npz")
    assert (found.shape, found.vocabulary) == (packed.shape, packed.vocabulary)
    assert found.tensors.keys() == tensors.keys()
    for name in tensors:
        assert np.array_equal(found.numbers(name), packed.numbers(name))


@pytest.mark.parametrize("content", [None, b"", b"something else"])
def test_a_file_that_holds_no_base(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "base.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BaseUnreadable, match=r"base\.npz"):
        read_prepared(path)


def again(numbers: Numbers, folder: Path) -> Numbers:
    numbers.save(folder / "reader-0.npz", "digest")
    assert [path.name for path in folder.iterdir()] == ["reader-0.npz"]
    with pytest.raises(PreparedOtherwise, match=r"reader-0\.npz"):
        read_numbers(folder / "reader-0.npz", "another")
    return read_numbers(folder / "reader-0.npz", "digest")


def test_groups_are_read_back_as_they_were(tmp_path: Path) -> None:
    empty = Input([0, 2, 2, 7, 2], 3, ())
    spread = Input([0, 9, 2, 2, 5, 6, 2], 4, (((4, 4), (5, 5)), ((4, 5),)))
    groups = [Group((spread, empty)), Group((empty,))]
    stream = again(reader_stored.numbers(groups), tmp_path)
    assert list(reader_stored.groups_of(stream)) == groups


def test_pairs_are_read_back_and_keep_their_company(tmp_path: Path) -> None:
    pairs = [
        Pair([0, 2], [0, 5, 2], ([0, 6, 2], [0, 2]), "a"),
        Pair([0, 3, 2], [0, 5, 2], (), "a"),
        Pair([0, 4, 2], [0, 8, 2], (), "b"),
    ]
    found = list(encoder_stored.pairs_of(again(encoder_stored.numbers(pairs), tmp_path)))
    assert [(p.question, p.positive, p.negatives) for p in found] == [
        (p.question, p.positive, p.negatives) for p in pairs
    ]
    assert [p.key for p in found] == ["0", "0", "1"]
