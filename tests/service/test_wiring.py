"""The composition root: what settings make of the engine."""

import json
import math
import sys
from pathlib import Path
from typing import Any

import pytest

from index.article import Article
from index.errors import ModelDamaged, StoreMismatch, StoreUnavailable
from index.shipped import MODELS
from service.api.schemas.debug import Debug
from service.settings import InvalidSettings, Settings, load_settings
from service.wiring import build_engine

OWN = """
from dataclasses import replace
from haystack import Document, component

@component
class Text:
    def __init__(self, size: int = 4):
        self.size = size

    @component.output_types(embedding=list[float])
    def run(self, text: str):
        return {"embedding": [1.0] * self.size}

@component
class Documents:
    def __init__(self, size: int = 4):
        if size < 1:
            raise ValueError("size is too small")
        self.size = size

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]):
        return {"documents": [replace(doc, embedding=[1.0] * self.size) for doc in documents]}
"""


@pytest.fixture
def own_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module with embedders of somebody's own, by the name under which it is imported."""
    (tmp_path / "own_embedders.py").write_text(OWN)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "own_embedders", raising=False)
    return "own_embedders"


@pytest.fixture
def custom(own_module: str) -> dict[str, Any]:
    return {
        "text_embedder": f"{own_module}.Text",
        "document_embedder": f"{own_module}.Documents",
    }


def made(tmp_path: Path, **flags: Any) -> Settings:
    return load_settings(data_dir=tmp_path / "data", model_threads=1, **flags)


def test_as_shipped(tmp_path: Path) -> None:
    engine = build_engine(made(tmp_path))
    assert set(engine.models) == {"encoder", "reader"}
    assert all(name.startswith("onnx:") for name in engine.models.values())
    assert engine.state().articles == 0
    assert (tmp_path / "data").is_dir()


def test_own_embedders(tmp_path: Path, custom: dict[str, Any]) -> None:
    engine = build_engine(made(tmp_path, **custom))
    assert engine.models["encoder"].startswith("Documents:")
    engine.put(Article("a", "Le maire Paul Vidal a planté des tilleuls mardi."))
    reply = engine.ask("Qui a planté des tilleuls ?", threshold=0.0)
    assert reply.answers
    assert engine.readiness()["encoder"] == "ok"


def test_arguments_are_part_of_the_encoders_name(tmp_path: Path, custom: dict[str, Any]) -> None:
    sizes = {"text_embedder_args": {"size": 3}, "document_embedder_args": {"size": 3}}
    plain, other = made(tmp_path, **custom), made(tmp_path, **custom, **sizes)
    names = [build_engine(each).models["encoder"] for each in (plain, other, plain)]
    assert names[0] == names[2] != names[1]
    build_engine(plain).put(Article("a", "Un texte."))
    with pytest.raises(StoreMismatch, match="reindex"):
        build_engine(other).put(Article("b", "Un texte."))
    assert "another encoder" in build_engine(other).readiness()["encoder"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("no_such_module.Text", "no_such_module"),
        ("own_embedders.Nothing", "Nothing"),
        ("Text", "Text"),
        (".Text", "Text"),
        ("own_embedders.", "own_embedders"),
    ],
)
def test_what_cannot_be_imported(
    tmp_path: Path, custom: dict[str, Any], path: str, said: str
) -> None:
    with pytest.raises(InvalidSettings, match=f"text_embedder.*{said}"):
        build_engine(made(tmp_path, **custom | {"text_embedder": path}))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"document_embedder_args": {"sise": 3}}, "document_embedder_args.*sise"),
        ({"document_embedder_args": {"size": 0}}, "document_embedder_args.*too small"),
        ({"text_embedder_args": {"x": 1}}, "text_embedder_args.*'x'"),
    ],
)
def test_wrong_arguments(
    tmp_path: Path, custom: dict[str, Any], arguments: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidSettings, match=said):
        build_engine(made(tmp_path, **custom, **arguments))


def test_one_own_embedder_needs_the_other(tmp_path: Path, custom: dict[str, Any]) -> None:
    for name in custom:
        with pytest.raises(InvalidSettings, match="both 'onnx', or neither"):
            build_engine(made(tmp_path, **custom | {name: "onnx"}))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"reader_args": {"windows": 3}}, "reader_args.*windows"),
        ({"reader_args": {"max_seq_length": 100}}, "reader_args.*max_seq_length"),
        ({"text_embedder_args": {"sise": 1}}, "text_embedder_args"),
        ({"reader": "transformers"}, "reader_model"),
    ],
)
def test_wrong_reader(tmp_path: Path, arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidSettings, match=said):
        build_engine(made(tmp_path, **arguments))


def test_settings_reach_the_parts(tmp_path: Path) -> None:
    engine = build_engine(made(tmp_path, passage_pieces=40, passage_overlap=0, threshold=0.9))
    text = " ".join(f"Le conseiller numéro {n} a voté contre le budget." for n in range(20))
    assert engine.put(Article("a", text)).passages > 4
    reply = engine.ask("Qui a voté ?", debug=True)
    assert reply.debug["threshold"] == 0.9
    lower = build_engine(made(tmp_path, passages_shown=1, passages_read=2))
    reply = lower.ask("Qui a voté contre le budget ?", debug=True)
    assert len(reply.passages) == 1
    assert 0 < reply.debug["threshold"] < 0.9


def test_the_fusion_is_the_fitted_one_but_where_settings_differ(tmp_path: Path) -> None:
    def fusion(**flags: Any) -> tuple[int, float, float]:
        retrieval = build_engine(made(tmp_path, **flags)).answerer.retrieval
        found = retrieval.fusion
        return found.k, found.bm25_weight, found.bm25_weight_across_languages

    stored = json.loads((MODELS / "calibration.json").read_text(encoding="utf-8"))["fusion"]
    k, own, across = stored["k"], stored["bm25_weight"], stored["bm25_weight_across_languages"]
    assert fusion() == (k, own, across)
    assert fusion(bm25_weight=0, fusion_k=60) == (60, 0, across)
    assert fusion(bm25_weight_across_languages=3.5) == (k, own, 3.5)


@pytest.mark.parametrize("setting", ["reader_model", "encoder"])
def test_a_model_folder_that_is_not_there(tmp_path: Path, setting: str) -> None:
    missing = str(tmp_path / "none")
    flags: dict[str, Any] = {"reader_model": missing}
    if setting == "encoder":
        own = {"model_dir": missing}
        flags = {"text_embedder_args": own, "document_embedder_args": own}
    with pytest.raises(ModelDamaged, match="is missing"):
        build_engine(made(tmp_path, **flags))


def test_own_model_folder_has_no_calibration(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    for name in ("reader.onnx", "tokenizer.json"):
        (folder / name).symlink_to(MODELS / name)
    engine = build_engine(made(tmp_path, reader_model=str(folder)))
    # The same weights under another roof are the same reader.
    assert engine.models == build_engine(made(tmp_path)).models


def test_a_data_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreUnavailable):
        build_engine(made(tmp_path))


def test_debug_of_the_shipped_models_adds_up(examples: Any, settings: Settings) -> None:
    """What ``debug`` shows is what the probability was computed from."""
    question = "Where will the special meeting on piracy be held?"
    debug = Debug.model_validate(examples.ask(question, debug=True).debug)

    assert debug.fusion is not None
    weight = debug.fusion.bm25_weight_across_languages
    most = (1 + max(weight, debug.fusion.bm25_weight)) / (debug.fusion.k + 1)
    assert [each.rank for each in debug.passages] == list(range(1, settings.passages_read + 1))
    for passage in debug.passages:
        assert passage.language in ("fr", "en")
        share = weight if passage.language == "fr" else debug.fusion.bm25_weight
        fused = 1 / (debug.fusion.k + passage.dense.rank) if passage.dense else 0.0
        fused += share / (debug.fusion.k + passage.bm25.rank) if passage.bm25 else 0.0
        assert passage.score == pytest.approx(fused / most, abs=1e-9)
    stored = json.loads((MODELS / "calibration.json").read_text(encoding="utf-8"))["odds"]
    compared = [each for each in debug.spans if each.evidence is not None]
    assert compared
    for span in compared:
        assert span.evidence is not None and span.logit is not None
        assert span.logit - span.null_score == pytest.approx(span.evidence.margin, abs=1e-6)
        odds = stored["bias"] + sum(
            stored[name] * value for name, value in span.evidence.model_dump().items()
        )
        assert span.probability == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-9)
    best = debug.candidates[0]
    assert (best.text, best.outcome) == ("Cotonou", "answered")
    assert best.probability == debug.spans[best.found[0].span].probability
