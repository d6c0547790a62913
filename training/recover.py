"""A checkpoint from an exported model: ``python -m training.recover MODEL.onnx OUT.safetensors``.

Shipped models are kept as ONNX only. Their weights are in eight bits, so what comes out is
not what went in, but it reads and retrieves as the shipped model does, and can be trained on.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from training.network import save_checkpoint

_PARTS = ("query", "key", "value")

Arrays = dict[str, NDArray[np.float32]]


def recovered(path: Path) -> Arrays:
    """The checkpoint's tensors by their names; word embeddings are not among them."""
    stored = {i.name: numpy_helper.to_array(i) for i in onnx.load(str(path)).graph.initializer}
    positions = stored["positions"]  # with the embedding of the one type of text in them
    found = {
        "enc.embeddings.position_embeddings.weight": positions,
        "enc.embeddings.token_type_embeddings.weight": np.zeros((2, positions.shape[1])),
    }
    for name in (name.removesuffix(".steps") for name in stored if name.endswith(".steps")):
        weight = (stored[f"{name}.weight"] * stored[f"{name}.steps"]).T
        found |= _named(name, weight, stored[f"{name}.bias"])
    for name, values in stored.items():
        if "LayerNorm" in name:
            found[f"enc.{name}"] = values
    if "head.weight" in stored:
        found |= {"head.weight": stored["head.weight"].T, "head.bias": stored["head.bias"]}
    return found


def _named(name: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> Arrays:
    """A product's weights as transformers names them; attention's are joined in the model."""
    if name.endswith("attention.self"):
        thirds = zip(_PARTS, np.split(weight, 3), np.split(bias, 3), strict=True)
        layers = [(f"{name}.{part}", w, b) for part, w, b in thirds]
    else:
        own = name if name.endswith("dense") else f"{name}.dense"
        layers = [(own, weight, bias)]
    return {f"enc.{n}.{end}": v for n, w, b in layers for end, v in (("weight", w), ("bias", b))}


def main(arguments: list[str]) -> None:
    """Read, write."""
    model, out = map(Path, arguments)
    save_checkpoint({name: torch.tensor(v) for name, v in recovered(model).items()}, out)


if __name__ == "__main__":
    main(sys.argv[1:])
