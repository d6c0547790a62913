"""The exported models give what PyTorch gives, and refuse what does not fit."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs PyTorch")
pytest.importorskip("transformers", reason="training needs transformers")
onnx = pytest.importorskip("onnx", reason="the export writes ONNX")

import onnxruntime as ort  # noqa: E402
from click.testing import CliRunner  # noqa: E402
from safetensors.torch import load_file, save_file  # noqa: E402

from index.onnx import OnnxModel  # noqa: E402
from tests.training.tiny import saved_tiny  # noqa: E402
from training.base import Base, EmbeddingBlocks, load_base  # noqa: E402
from training.export.__main__ import main  # noqa: E402
from training.export.dense import LARGEST_PAIR, quantised  # noqa: E402
from training.export.embeddings import int4_pairs  # noqa: E402
from training.recover import recovered  # noqa: E402

IDS = [0, 5, 6, 2, 2, 4, 5, 7, 8, 2]


@pytest.fixture
def base(tmp_path) -> Base:
    """The tiny base, its word embeddings rounded to four bits as the export rounds them."""
    base = load_base(str(saved_tiny(tmp_path)))
    words = base.model.get_input_embeddings().weight
    with torch.no_grad():
        words.copy_(torch.from_numpy(EmbeddingBlocks.of(words.detach().numpy()).matrix()))
    return base


def checkpoint(base: Base, path, **head):
    state = base.model.state_dict().items()
    layers = {f"enc.{name}": t * 1.1 for name, t in state if "word_embeddings" not in name}
    heads = {f"head.{name}": tensor for name, tensor in head.items()}
    save_file(layers | heads, path, {"recipe": "tiny"})
    base.model.load_state_dict({n[4:]: t for n, t in layers.items()}, strict=False)
    return path


def exported(*arguments):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return arguments[arguments.index("--base") - 1]


def test_a_checkpoint_comes_back_out_of_a_model(base, tmp_path):
    head = {"weight": torch.randn(3, 64) / 8, "bias": torch.arange(3) - 0.5}
    path = checkpoint(base, tmp_path / "layers.safetensors", **head)
    out = exported("reader", path, tmp_path / "reader.onnx", "--base", tmp_path)
    wanted, found = load_file(path), recovered(out)
    assert found.keys() == wanted.keys()
    typed = "enc.embeddings.token_type_embeddings.weight"
    wanted["enc.embeddings.position_embeddings.weight"] += wanted[typed][0]
    for name in found.keys() - {typed}:
        step = 0.02 * wanted[name].abs().max().item()  # eight bits, and a little more
        assert found[name] == pytest.approx(wanted[name].numpy(), abs=step), name


def hidden(base: Base, ids) -> "torch.Tensor":
    with torch.no_grad():
        return base.model(torch.tensor([ids])).last_hidden_state[0]


@pytest.mark.parametrize("rows", [2, 3])
def test_a_reader_gives_its_logits(base, tmp_path, rows):
    head = {"weight": torch.randn(rows, 64) / 8, "bias": torch.arange(rows) - 0.5}
    path = checkpoint(base, tmp_path / "layers.safetensors", **head)
    out = exported("reader", path, tmp_path / "reader.onnx", "--base", tmp_path)
    expected = (hidden(base, IDS) @ head["weight"].T + head["bias"]).numpy()
    (logits,) = OnnxModel(out, threads=1).run([IDS])
    assert len(logits) == rows
    for number, found in enumerate(logits):
        assert np.abs(found - expected[:, number]).max() < 0.1
    model = onnx.load(out)
    assert [each.name for each in model.graph.output] == ["start", "end", "inside"][:rows]
    card = {entry.key: entry.value for entry in model.metadata_props}
    assert card == {"kind": "reader", "base": str(tmp_path), "recipe": "tiny"}


def test_an_untrained_encoder_is_the_base(base, tmp_path):
    out = exported("encoder", tmp_path / "encoder.onnx", "--base", tmp_path)
    model = OnnxModel(out, threads=1)
    ((vector,),) = model.run([IDS])
    mean = hidden(base, IDS).mean(0).numpy()
    assert vector @ mean / np.linalg.norm(mean) > 0.999
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert model.output_size == 64


def test_a_trained_encoder_is_exported(base, tmp_path):
    path = checkpoint(base, tmp_path / "layers.safetensors")
    out = exported("encoder", path, tmp_path / "encoder.onnx", "--base", tmp_path)
    ((vector,),) = OnnxModel(out, threads=1).run([IDS])
    mean = hidden(base, IDS).mean(0).numpy()
    assert vector @ mean / np.linalg.norm(mean) > 0.999


def test_padding_is_not_seen(base, tmp_path):
    out = exported("encoder", tmp_path / "encoder.onnx", "--base", tmp_path)
    session = ort.InferenceSession(out)
    mask = np.array([[1] * len(IDS) + [0] * 4])
    (padded,) = session.run(None, {"ids": np.array([[*IDS, 1, 1, 1, 1]]), "mask": mask})
    (alone,) = session.run(None, {"ids": np.array([IDS]), "mask": mask[:, : len(IDS)]})
    assert padded[0] @ alone[0] > 0.999


def test_no_pair_of_weights_can_overflow_sixteen_bits():
    weight = np.random.default_rng(0).normal(size=(64, 32)).astype(np.float32)
    weight[:2, 0] = 3
    stored, steps = quantised(weight)
    assert np.abs(stored * steps - weight).max() <= steps.max() / 2 + 1e-6
    pairs = stored.astype(int).reshape(-1, 2, 32)
    worst = max(np.maximum(sign * pairs, 0).sum(axis=1).max() for sign in (1, -1))
    assert worst <= LARGEST_PAIR + 1
    assert worst * 255 <= np.iinfo(np.int16).max


def test_int4_has_the_first_of_two_in_the_low_half():
    nibbles = np.array([[8, 15, 0, 7]], dtype=np.uint8)  # 0, 7, -8, -1
    assert int4_pairs(nibbles).tolist() == [[0x70, 0xF8]]


@pytest.mark.parametrize("head", [{}, {"weight": torch.zeros(4, 64), "bias": torch.zeros(4)}])
def test_a_checkpoint_of_another_model_is_refused(base, tmp_path, head):
    path = checkpoint(base, tmp_path / "layers.safetensors", **head)
    arguments = ["reader", str(path), str(tmp_path / "out.onnx"), "--base", str(tmp_path)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert "head.bias" in result.output


def test_a_file_that_is_no_checkpoint_is_refused(base, tmp_path):
    path = tmp_path / "layers.safetensors"
    path.write_text("nothing")
    arguments = ["reader", str(path), str(tmp_path / "out.onnx"), "--base", str(tmp_path)]
    assert "cannot be exported" in CliRunner().invoke(main, arguments).output
