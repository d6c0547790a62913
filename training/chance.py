"""Where the generators of random numbers stand: a run that goes on draws on from there."""

import random
from typing import Any

import torch


def chance() -> dict[str, Any]:
    """The state of Python's generator and of PyTorch's, to be stored in a checkpoint."""
    version, numbers, gauss = random.getstate()
    found = {"random": (version, list(numbers), gauss), "torch": torch.get_rng_state()}
    if torch.cuda.is_available():
        found["cuda"] = torch.cuda.get_rng_state()
    return found


def restore_chance(stored: dict[str, Any]) -> None:
    """Put the generators where ``stored`` found them."""
    version, numbers, gauss = stored["random"]
    random.setstate((version, tuple(numbers), gauss))
    torch.set_rng_state(stored["torch"].cpu())
    if "cuda" in stored and torch.cuda.is_available():
        torch.cuda.set_rng_state(stored["cuda"].cpu())
