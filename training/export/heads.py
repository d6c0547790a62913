"""What a model makes of its last layer."""

import numpy as np

from training.export.graph import Graph
from training.export.weights import Tensors

#: The outputs of a reader, in the order of its head's rows. The first readers had two.
OUTPUTS = ("start", "end", "inside")


def span_logits(graph: Graph, head: Tensors, values: str) -> list[str]:
    """As many of ``OUTPUTS``, each [batch, length], of ``values`` [batch, length, width] as
    the head has rows; their names."""
    weight = graph.constant("head.weight", head["weight"].T)
    product = graph.node("MatMul", [values, weight], "head.product")
    logits = graph.node("Add", [product, graph.constant("head.bias", head["bias"])], "head")
    outputs = list(OUTPUTS[: len(head["bias"])])
    names = [f"head.{name}" for name in outputs]
    columns = graph.split("Split", [logits], names, axis=-1, num_outputs=len(names))
    axis = graph.constant("head.axis", np.array([-1]))
    for column, to in zip(columns, outputs, strict=True):
        graph.node("Squeeze", [column, axis], to)
    return outputs


def unit_vector(graph: Graph, mask: str, values: str) -> None:
    """``vector``, [batch, width]: the mean where ``mask`` [batch, length] is 1, of unit length.

    The sum has the mean's direction, so that nothing is divided by the count.
    """
    axis = graph.constant("pooled.axis", np.array([1]))
    chosen = graph.node("Unsqueeze", [mask, axis], "pooled.row")
    total = graph.node("MatMul", [chosen, values], "pooled.total")
    pooled = graph.node("Squeeze", [total, axis], "pooled")
    graph.node("LpNormalization", [pooled], "vector", axis=-1, p=2)
