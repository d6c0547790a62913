"""What is learnt, by hand; needs PyTorch."""

import math
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="training needs PyTorch")
pytest.importorskip("transformers", reason="training needs transformers")

from torch import nn  # noqa: E402

from training.average import averaged  # noqa: E402
from training.encoder.loss import contrastive  # noqa: E402
from training.network import PooledDropout, load_checkpoint, save_checkpoint  # noqa: E402
from training.optimizer import Optimizer  # noqa: E402
from training.reader.groups import Batch, Group, batch  # noqa: E402
from training.reader.input import Input  # noqa: E402
from training.reader.loss import agreement, banded, ends, joint, tagging  # noqa: E402

#: <s> q </s> </s> a b c </s>: the passage's pieces are 4 to 6.
ANSWERED = Input([0, 9, 2, 2, 5, 6, 7, 2], 4, (((5, 6),), ((5, 5),)))
EMPTY = Input([0, 9, 2, 2, 8, 2], 4, ())
SPREAD = Input([0, 9, 2, 2, 5, 6, 7, 2], 4, (((4, 4), (6, 6)),))


def tensors(*inputs: Input) -> Batch:
    """A batch of one question."""
    return batch([Group(inputs)])


def test_a_batch_says_what_is_what() -> None:
    one = batch([Group((ANSWERED, EMPTY)), Group((SPREAD,))])
    assert (
        one.questions == 2
        and one.ids.shape == (3, 8)
        and one.ids[1].tolist() == [0, 9, 2, 2, 8, 2, 1, 1]
    )
    assert one.passage[1].tolist() == [False] * 4 + [True] + [False] * 3
    assert one.group.tolist() == [0, 0, 1]
    assert one.several.tolist() == [0, -1, 1]
    assert one.spans.tolist() == [[0, 5, 6], [0, 5, 5], [2, 4, 4], [2, 6, 6]]
    assert one.main.tolist() == [[0, 5, 6], [2, 4, 4]]
    assert one.inside[2].tolist() == [0, 0, 0, 0, 1, 0, 1, 0]


def test_spans_are_scored_by_their_ends() -> None:
    one = tensors(ANSWERED)
    start, end = torch.arange(8.0)[None], 10 * torch.arange(8.0)[None]
    scores = banded(start, end, one.passage)
    assert scores[0, 4, 0] == 4 + 40 and scores[0, 4, 2] == 4 + 60
    assert scores[0, 4, 3] < -1000  # beyond the passage
    assert scores[0, 3, 1] < -1000  # begins before it


def test_the_joint_objective_is_over_all_passages_of_a_question() -> None:
    one = tensors(ANSWERED, EMPTY)
    zeros = torch.zeros(2, 8)
    # 6 spans of three pieces, 1 of one, and "no answer": two of the eight are right.
    assert joint(one, zeros, zeros).item() == pytest.approx(math.log(8 / 2))
    # "No answer" has its own score in each passage; what counts is the margin over it.
    start = zeros.clone()
    start[1, 0] = 50.0
    assert joint(one, start, zeros).item() == pytest.approx(math.log(7 / 2))


def test_the_joint_objective_of_a_question_without_answer() -> None:
    one = tensors(EMPTY)
    start = torch.zeros(1, 8)
    start[0, 4] = math.log(3)
    assert joint(one, start, torch.zeros(1, 8)).item() == pytest.approx(math.log(4))


def test_ends_choose_between_the_passage_and_no_answer() -> None:
    one = tensors(ANSWERED, EMPTY)
    expected = (math.log(4) + math.log(2)) / 2  # three pieces or one, and position 0
    assert ends(one, torch.zeros(2, 8), 1).item() == pytest.approx(expected)


def test_two_readings_agree_or_do_not() -> None:
    one = tensors(EMPTY)  # pieces 0 (for "no answer") and 4 count
    ours, theirs = torch.zeros(1, 8), torch.zeros(1, 8)
    ours[0, 4], theirs[0, 5] = math.log(3), 9.0
    # (3/4, 1/4) against (1/2, 1/2): both divergences are differences of 1/4 times log 3.
    assert agreement(one, ours, theirs).item() == pytest.approx(math.log(3) / 8)
    assert agreement(one, ours, ours).item() == 0


def test_tags_and_the_choice_of_several_spans() -> None:
    one = tensors(SPREAD)
    assert tagging(one, torch.zeros(1, 8)).item() == pytest.approx(5 * math.log(2))
    sure = torch.full((1, 8), -50.0)
    sure[0, [0, 4, 6]] = 50.0
    assert tagging(one, sure).item() == pytest.approx(0, abs=1e-6)


def test_the_same_passage_is_no_negative_of_itself() -> None:
    questions = torch.eye(2)
    passages = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    apart = contrastive(questions[:1].repeat(2, 1), passages, ["a", "b"], 1.0)
    same = contrastive(questions[:1].repeat(2, 1), passages, ["a", "a"], 1.0)
    assert apart.item() == pytest.approx(math.log(2 * math.e + 1) - 1)
    assert same.item() == pytest.approx(math.log(math.e + 1) - 1)


def test_dropout_keeps_the_mean_and_rests_outside_training() -> None:
    torch.manual_seed(1)
    layer, x = PooledDropout(0.25), torch.ones(1000, 100)
    dropped = layer(x)
    assert dropped.mean().item() == pytest.approx(1, abs=0.02)
    assert dropped.unique().tolist() == [0.0, pytest.approx(4 / 3)]
    assert layer.eval()(x) is x


class Small(nn.Module):
    """An "encoder" of one layer under a head."""

    def __init__(self) -> None:
        super().__init__()
        self.enc = nn.Linear(2, 2).bfloat16()
        self.head = nn.Linear(2, 3)


def test_steps_too_small_for_half_precision_add_up() -> None:
    model = Small()
    with torch.no_grad():
        model.enc.weight.fill_(1.0)
    optimizer = Optimizer(model, rate=1e-4, decay=1.0, head_rate=1e-4)
    for _ in range(200):
        model.enc.weight.grad = torch.ones_like(model.enc.weight)
        optimizer.step(1.0)
    assert optimizer.tensors["enc.weight"].max().item() < 0.985
    assert model.enc.weight.max().item() < 0.99


def test_a_restored_optimizer_goes_on_as_if_nothing_had_happened(tmp_path: Path) -> None:
    def learn(optimizer: Optimizer, model: Small, steps: int) -> None:
        for number in range(steps):
            model.head.weight.grad = torch.full_like(model.head.weight, 1.0 + number)
            optimizer.step(1.0)
            optimizer.follow(0.5)

    first = Small()
    one = Optimizer(first, 1e-2, 0.9, 1e-2)
    learn(one, first, 3)
    torch.save(one.state(), tmp_path / "state.pt")
    second = Small()
    other = Optimizer(second, 1e-2, 0.9, 1e-2)
    other.restore(torch.load(tmp_path / "state.pt"))
    learn(one, first, 2)
    learn(other, second, 2)
    for name, tensor in one.tensors.items():
        assert torch.equal(tensor, other.tensors[name])
        assert torch.equal(one.average[name], other.average[name])
    assert torch.equal(first.head.weight, second.head.weight)


def test_a_checkpoint_with_fewer_outputs_fills_the_first(tmp_path: Path) -> None:
    model = Small()
    tensors = {"head.weight": torch.ones(2, 2), "head.bias": torch.ones(2)}
    save_checkpoint(tensors, tmp_path / "a.safetensors")
    before = model.head.weight[2].clone()
    load_checkpoint(model, tmp_path / "a.safetensors")
    assert torch.equal(model.head.weight[:2], torch.ones(2, 2))
    assert torch.equal(model.head.weight[2], before)


def test_checkpoints_are_averaged_by_weight() -> None:
    one, other = {"head.bias": torch.tensor([1.0, 2.0])}, {"head.bias": torch.tensor([5.0, 2.0])}
    assert averaged([(one, 3), (other, 1)])["head.bias"].tolist() == [2.0, 2.0]
    with pytest.raises(KeyError):
        averaged([(one, 1), ({}, 1)])
