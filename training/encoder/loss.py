"""What the encoder is trained to do."""

import torch
from torch import Tensor
from torch.nn import functional


def contrastive(questions: Tensor, passages: Tensor, keys: list[str], temperature: float) -> Tensor:
    """Cross-entropy of each question's passage among all passages of the batch (van den
    Oord et al. 2018; in-batch and hard negatives as in Karpukhin et al. 2020).

    ``questions`` [n, 384], ``passages`` [n + negatives, 384], the positives first;
    ``keys`` [n] tells positives apart: the same passage is no negative.
    """
    scores = questions @ passages.T / temperature
    numbers: dict[str, int] = {}
    own = torch.tensor([numbers.setdefault(key, len(numbers)) for key in keys])
    same = (own[:, None] == own[None]) & ~torch.eye(len(own), dtype=torch.bool)
    hidden = functional.pad(same, (0, passages.shape[0] - len(own))).to(scores.device)
    target = torch.arange(len(own), device=scores.device)
    return functional.cross_entropy(scores.masked_fill(hidden, -1e4), target)


def drift(vectors: Tensor, original: Tensor) -> Tensor:
    """How far vectors are from those of the frozen base: 1 - cosine, mean."""
    return (1 - (vectors * original).sum(-1)).mean()
