"""What the reader is trained to do."""

import torch
from torch import Tensor
from torch.nn import functional

from training.reader.groups import LONGEST_ANSWER, Batch

_NEVER = -1e4


def loss(
    batch: Batch, start: Tensor, end: Tensor, inside: Tensor, weights: dict[str, float]
) -> Tensor:
    """Weighted sum of the three objectives; each is a mean over questions or inputs."""
    return (
        weights["ends"] * 0.5 * (ends(batch, start, 1) + ends(batch, end, 2))
        + weights["joint"] * joint(batch, start, end)
        + weights["inside"] * tagging(batch, inside)
    )


def agreement(batch: Batch, ours: Tensor, theirs: Tensor) -> Tensor:
    """How far two readings of one batch under other dropout masks are apart: the mean of
    both Kullback-Leibler divergences over one end's distribution (R-Drop, Liang et al. 2021).
    """
    logs = [_choices(batch, each).log_softmax(-1) for each in (ours, theirs)]
    apart = (logs[0].exp() - logs[1].exp()) * (logs[0] - logs[1])
    return apart.sum(-1).mean() / 2


def ends(batch: Batch, logits: Tensor, column: int) -> Tensor:
    """Cross-entropy of one end of the main span over the passage's pieces and position 0,
    which stands for "no answer" (Devlin et al. 2019, section 4.3)."""
    target = torch.zeros(len(logits), dtype=torch.long, device=logits.device)
    target[batch.main[:, 0]] = batch.main[:, column]
    return functional.cross_entropy(_choices(batch, logits), target)


def _choices(batch: Batch, logits: Tensor) -> Tensor:
    """One end's logits where it can be: at the passage's pieces, and at position 0."""
    allowed = batch.passage.clone()
    allowed[:, 0] = True
    return logits.masked_fill(~allowed, _NEVER)


def joint(batch: Batch, start: Tensor, end: Tensor) -> Tensor:
    """Negative log-probability of the acceptable spans among all spans of all passages of
    a question and "no answer".

    Start and end are scored together (Fajcik et al. 2021) and passages are normalised
    together (Clark and Gardner 2018), so that margins compare across passages.
    """
    null = start[:, 0] + end[:, 0]
    scores = banded(start, end, batch.passage) - null[:, None, None]
    row, first, last = batch.spans.unbind(1)
    groups, own = batch.questions, batch.group[row]
    total = _grouped(scores.flatten(1).logsumexp(1), batch.group, groups, with_null=True)
    gold = _grouped(scores[row, first, last - first], own, groups, with_null=False)
    answerable = torch.zeros(groups, dtype=torch.bool, device=own.device)
    answerable[own] = True
    return (total - torch.where(answerable, gold, torch.zeros_like(gold))).mean()


def banded(start: Tensor, end: Tensor, passage: Tensor) -> Tensor:
    """Scores of spans by first piece and width - 1: [inputs, length, ``LONGEST_ANSWER``]."""
    end = functional.pad(end.masked_fill(~passage, _NEVER), (0, LONGEST_ANSWER - 1), value=_NEVER)
    start = start.masked_fill(~passage, _NEVER)
    return start[:, :, None] + end.unfold(1, LONGEST_ANSWER, 1)


def _grouped(values: Tensor, group: Tensor, groups: int, with_null: bool) -> Tensor:
    """The logarithm of the sum of exponentials by group, with a 0 beside them or not."""
    others = group[None] != torch.arange(groups, device=values.device)[:, None]
    table = values[None].masked_fill(others, 2 * _NEVER)
    null = torch.full_like(table[:, :1], 0.0 if with_null else 2 * _NEVER)
    return torch.cat([table, null], 1).logsumexp(1)


def tagging(batch: Batch, inside: Tensor) -> Tensor:
    """Whether each piece belongs to the answer and, at the first position, whether the
    answer has several spans (Segal et al. 2020)."""
    pieces = _binary(inside, batch.inside, batch.passage)
    return 4 * pieces + _binary(inside[:, 0], batch.several, batch.several >= 0)


def _binary(logits: Tensor, wanted: Tensor, counted: Tensor) -> Tensor:
    """The mean cross-entropy where it counts; 0 where nothing does. Weights, and not a
    choice of elements, whose number a GPU would have to tell before it can go on."""
    each = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    return (each * counted).sum() / counted.sum().clamp(min=1)
