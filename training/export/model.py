"""The two models that ship."""

import onnx
from onnx import TensorProto

from training.base import Base
from training.export.checkpoint import Checkpoint, Shapes
from training.export.embeddings import embedded
from training.export.graph import Graph, Sizes
from training.export.heads import OUTPUTS, span_logits, unit_vector
from training.export.layer import layer
from training.export.weights import Weights, base_tensors, combined

#: What a model is told about itself in its file's metadata.
Card = dict[str, str]

_INPUTS: dict[str, Sizes] = {"ids": ["batch", "length"], "mask": ["batch", "length"]}


def reader_model(base: Base, checkpoint: Checkpoint, card: Card) -> onnx.ModelProto:
    """``ids``, ``mask`` to ``start``, ``end`` and, for a head of three rows, ``inside``:
    logits, [batch, length].

    :raises CheckpointUnfit: where the checkpoint is not a reader's on this base.
    """
    width = base.model.config.hidden_size
    rows = 2 if len(checkpoint.head.get("bias", ())) == 2 else len(OUTPUTS)
    checkpoint.expect(_shapes(base), {"weight": (rows, width), "bias": (rows,)})
    graph = Graph()
    weights = combined(base, checkpoint.encoder)
    outputs = span_logits(graph, checkpoint.head, _last_layer(graph, weights))
    sizes: Sizes = ["batch", "length"]
    card = {"kind": "reader", **card}
    return graph.model(_INPUTS, dict.fromkeys(outputs, sizes), card)


def encoder_model(base: Base, checkpoint: Checkpoint | None, card: Card) -> onnx.ModelProto:
    """``ids``, ``mask`` to ``vector``: [batch, width], of unit length.

    Without a checkpoint it is the base as it comes.

    :raises CheckpointUnfit: where the checkpoint is not an encoder's on this base.
    """
    if checkpoint:
        checkpoint.expect(_shapes(base), {})
    graph = Graph()
    weights = combined(base, checkpoint.encoder if checkpoint else {})
    last = _last_layer(graph, weights)
    mask = graph.cast("mask", "mask.float", TensorProto.FLOAT)
    unit_vector(graph, mask, last)
    return graph.model(_INPUTS, {"vector": ["batch", weights.width]}, {"kind": "encoder", **card})


def _shapes(base: Base) -> Shapes:
    return {name: values.shape for name, values in base_tensors(base).items()}


def _last_layer(graph: Graph, weights: Weights) -> str:
    values = embedded(graph, weights, "ids")
    mask = graph.cast("mask", "mask.int", TensorProto.INT32)
    for number in range(weights.layers):
        values = layer(graph, weights, number, values, mask)
    return values
