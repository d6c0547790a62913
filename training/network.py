"""What the fine-tunings share: the base's layers, dropout that costs little, rates by layer."""

import random
from pathlib import Path
from typing import Any, ClassVar

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import AttentionInterface

WIDTH = 384


class PooledDropout(nn.Module):
    """Dropout whose masks are stretches of one pool of random numbers.

    Drawing a number for each activation takes a third of a training step on a CPU; a
    stretch at a random place of 16 million numbers is as good for this purpose.
    """

    #: One for each rate.
    pools: ClassVar[dict[float, Tensor]] = {}

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        """``x``, in training with a share of ``p`` set to 0 and the rest scaled up."""
        if not self.training or not self.p:
            return x
        if self.p not in self.pools:
            # Of its own seed: a run that goes on has to find the pool that it had.
            numbers = torch.rand(1 << 24, generator=torch.Generator().manual_seed(0))
            self.pools[self.p] = (numbers >= self.p).bfloat16().to(x.device)
        pool = self.pools[self.p]
        at = random.randrange(pool.numel() - x.numel())
        mask = pool[at : at + x.numel()].view(x.shape).to(x.dtype)
        return x * mask * (1 / (1 - self.p))


def compact_attention(
    module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    scaling: float,
    **_: Any,
) -> tuple[Tensor, None]:
    """Attention in the inputs' own precision, without dropout: on a CPU a third faster in
    training than what PyTorch and transformers have. Query, key and value are
    [inputs, heads, length, 32], the first result [inputs, length, heads, 32]."""
    rows, heads, length, width = query.shape
    flat = [each.reshape(rows * heads, length, width) for each in (query * scaling, key, value)]
    scores = torch.bmm(flat[0], flat[1].transpose(1, 2))
    if attention_mask is not None:
        shape = rows, heads, length, length
        scores = (scores.view(shape) + attention_mask).view(scores.shape)
    context = torch.bmm(scores.softmax(-1), flat[2]).view(rows, heads, length, width)
    return context.transpose(1, 2).contiguous(), None


AttentionInterface.register("compact", compact_attention)


def prepared(encoder: nn.Module, dropout: float) -> nn.Module:
    """The base's encoder in bfloat16, with frozen word embeddings and dropout on its
    sublayers only."""
    on_gpu = torch.cuda.is_available()
    attention = "sdpa" if on_gpu else "compact"
    encoder.bfloat16().set_attn_implementation(attention)  # type: ignore[operator]
    encoder.embeddings.word_embeddings.weight.requires_grad_(False)  # type: ignore[union-attr]
    for name, module in list(encoder.named_modules()):
        for child, layer in list(module.named_children()):
            if isinstance(layer, nn.Dropout):
                own = 0.0 if name.endswith("attention.self") else dropout
                setattr(module, child, nn.Dropout(own) if on_gpu else PooledDropout(own))
    return encoder


def unmasked(mask: Tensor) -> Tensor:
    """What is added to attention scores, [inputs, 1, 1, length], for ``mask`` [inputs,
    length]. Given as two dimensions, transformers would look whether it masks anything,
    and a GPU would have to answer before it can go on."""
    return torch.zeros_like(mask, dtype=torch.bfloat16).masked_fill(~mask, -1e4)[:, None, None]


def trained(model: nn.Module) -> dict[str, nn.Parameter]:
    """What training changes: everything but the word embeddings."""
    return {name: p for name, p in model.named_parameters() if p.requires_grad}


def save_checkpoint(tensors: dict[str, Tensor], path: Path) -> None:
    """Write half-precision tensors; the file appears whole or not at all."""
    halves = {
        name: tensor.detach().to(torch.float16).contiguous() for name, tensor in tensors.items()
    }
    partial = path.with_suffix(".partial")
    save_file(halves, str(partial))
    partial.rename(path)


def load_checkpoint(model: nn.Module, path: Path) -> None:
    """Put a checkpoint's tensors into ``model``.

    A head with fewer rows than the model's fills the first ones: the first readers had no
    output for enumerations.
    """
    own = trained(model)
    for name, tensor in load_file(str(path)).items():
        target = own[name]
        with torch.no_grad():
            target[: tensor.shape[0]].copy_(tensor)
