"""The encoder: what its vectors mean, and that batching does not show."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from haystack import Document

from index.encoding import OnnxDocumentEmbedder, OnnxTextEmbedder
from index.encoding.encoder import load_encoder
from index.encoding.tokenizer import load_tokenizer, piece_ends
from index.errors import ModelDamaged
from index.shipped import MODELS, checksum, verified

TEXTS = [
    "Le pont a rouvert.",
    "Une phrase bien plus longue, qui parle d'une réunion à Brisemont, de la pluie et du beau "
    "temps, puis d'autres choses encore, et qui n'en finit pas.",
    "",
    "Le pont est de nouveau ouvert.",
    "🎉",
    "La récolte de pommes sera bonne.",
]


def embed(texts: list[str], **settings: Any) -> np.ndarray[Any, Any]:
    embedder = OnnxDocumentEmbedder(threads=2, **settings)
    documents = embedder.run(documents=[Document(content=text) for text in texts])["documents"]
    return np.array([document.embedding for document in documents])


def test_unit_vectors_that_know_what_is_alike() -> None:
    vectors = embed(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)
    assert vectors[0] @ vectors[3] > vectors[0] @ vectors[5]


def test_a_question_is_nearest_to_its_passage() -> None:
    vector = np.array(OnnxTextEmbedder(threads=2).run("Qui a rouvert le pont ?")["embedding"])
    assert len(vector) == 384
    assert (embed(TEXTS) @ vector).argmax() == 0


def test_a_vector_does_not_depend_on_its_neighbours() -> None:
    together = embed(TEXTS)
    assert (embed(TEXTS[::-1])[::-1] == together).all()
    assert (embed(TEXTS[:1])[0] == together[0]).all()


def test_documents_are_copied_and_keep_what_they_have() -> None:
    given = Document(id="a", content="Le pont.", meta={"title": "T", "n": 1})
    (found,) = OnnxDocumentEmbedder(threads=2).run(documents=[given])["documents"]
    assert given.embedding is None
    assert (found.id, found.content, found.meta) == ("a", "Le pont.", {"title": "T", "n": 1})
    assert OnnxDocumentEmbedder(threads=2).run(documents=[])["documents"] == []


def test_metadata_in_front() -> None:
    document = Document(content="Il a rouvert.", meta={"title": "Le pont", "empty": "", "n": None})
    with_title = OnnxDocumentEmbedder(threads=2, meta_fields_to_embed=["title", "empty", "n", "no"])
    (found,) = with_title.run(documents=[document])["documents"]
    (plain,) = embed(["Le pont\nIl a rouvert."])
    assert found.embedding == pytest.approx(plain, abs=1e-6)


def test_input_beyond_the_positions_is_not_seen() -> None:
    text = "mot " * 600
    one, other = embed([text + "pont", text + "récolte"])
    assert math.isclose(one @ other, 1, abs_tol=1e-6)


def test_names_tell_recipes_apart() -> None:
    names = {
        OnnxDocumentEmbedder().name,
        OnnxDocumentEmbedder(prefix="query: ").name,
        OnnxDocumentEmbedder(meta_fields_to_embed=[]).name,
        OnnxDocumentEmbedder(embedding_separator=" ").name,
    }
    assert len(names) == 4
    assert OnnxDocumentEmbedder(meta_fields_to_embed=["title"]).name in names
    assert OnnxDocumentEmbedder(threads=1).name == OnnxDocumentEmbedder().name
    assert OnnxDocumentEmbedder().name.startswith(f"onnx:{checksum(MODELS / 'encoder.onnx')[:12]}:")


def test_piece_ends_are_offsets_of_the_text_as_given() -> None:
    text = "L’été, e\u0301te\u0301 🎉\u202f!"
    ends = piece_ends(load_tokenizer(MODELS / "tokenizer.json"), text)
    assert ends == sorted(ends)
    assert ends[-1] == len(text)
    assert piece_ends(load_tokenizer(MODELS / "tokenizer.json"), "") == []


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The model folder, file by file as links, so that one can be changed."""
    for path in MODELS.iterdir():
        if path.name != "SHA256SUMS":
            (tmp_path / path.name).symlink_to(path)
    (tmp_path / "SHA256SUMS").write_text((MODELS / "SHA256SUMS").read_text())
    return tmp_path


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json"])
def test_a_model_file_that_is_not_the_right_one(copied: Path, name: str) -> None:
    sums = (copied / "SHA256SUMS").read_text()
    digest = checksum(MODELS / name)
    (copied / "SHA256SUMS").write_text(sums.replace(digest, "0" * 64))
    for embedder in (OnnxTextEmbedder(str(copied)), OnnxDocumentEmbedder(str(copied))):
        with pytest.raises(ModelDamaged, match=name) as caught:
            embedder.warm_up()
        assert caught.value.path == copied / name


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json"])
def test_a_model_file_that_is_missing(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(ModelDamaged, match=f"{name}: is missing"):
        OnnxTextEmbedder(str(copied)).run("x")
    if name == "encoder.onnx":
        with pytest.raises(ModelDamaged, match="is missing"):
            _ = OnnxDocumentEmbedder(str(copied)).name


def test_checksums(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(b"abc")
    assert verified(path) == path  # somebody's own folder, without checksums
    right = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    for line in (f"{right}  model.bin", f"{right} *model.bin", f"{right}  model.bin\n\n", ""):
        (tmp_path / "SHA256SUMS").write_text(line)
        assert verified(path) == path
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  model.bin\n")
    with pytest.raises(ModelDamaged, match="SHA-256"):
        verified(path)


def test_one_encoder_for_questions_and_passages() -> None:
    assert OnnxTextEmbedder(threads=2).encoder is load_encoder(MODELS, 2)
