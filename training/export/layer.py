"""One layer of a BERT: attention, then two products."""

import numpy as np

from training.export.dense import Dense, Rows, even_int8_product, int8_product
from training.export.graph import RUNTIME, Graph
from training.export.norm import normed_sum
from training.export.weights import Weights

#: GELU is nowhere less.
_LEAST_GELU = -0.17


def layer(graph: Graph, weights: Weights, number: int, values: str, mask: str) -> str:
    """``values`` [batch, length, width] after layer ``number``; ``mask``: int32 [batch, length]."""
    name = f"encoder.layer.{number}"
    context = _attention(graph, weights, f"{name}.attention.self", values, mask)
    to = f"{name}.attention.output"
    added = int8_product(graph, context, _dense(weights, f"{to}.dense"), f"{to}.dense")
    attended = normed_sum(graph, [added, values], weights, f"{to}.LayerNorm", to)
    return _forward(graph, weights, name, attended)


def _attention(graph: Graph, weights: Weights, name: str, values: str, mask: str) -> str:
    """What each piece takes from the others: [batch, length, width]."""
    parts = [f"{name}.{part}" for part in ("query", "key", "value")]
    each = [_dense(weights, part) for part in parts]
    joined = Dense(
        np.concatenate([one.weight for one in each]), np.concatenate([one.bias for one in each])
    )
    product = int8_product(graph, values, joined, name)
    split = graph.split("Split", [product], parts, axis=-1, num_outputs=len(parts))
    return graph.node(
        "MultiHeadAttention",
        [*split, "", mask],
        f"{name}.context",
        RUNTIME,
        num_heads=weights.heads,
    )


def _forward(graph: Graph, weights: Weights, name: str, values: str) -> str:
    """The two products, each of rows of uneven sizes.

    Without ``even_int8_product`` here, a reader's margins are off by 1.5 on average, with
    it by .2; in the attention it changed nothing.
    """
    wide = _dense(weights, f"{name}.intermediate.dense")
    inner = even_int8_product(graph, Rows(values), wide, f"{name}.intermediate")
    active = Rows(graph.node("Gelu", [inner], f"{name}.active"), _LEAST_GELU)
    narrow = _dense(weights, f"{name}.output.dense")
    added = even_int8_product(graph, active, narrow, f"{name}.output.dense")
    to = f"{name}.output"
    return normed_sum(graph, [added, values], weights, f"{to}.LayerNorm", to)


def _dense(weights: Weights, name: str) -> Dense:
    return Dense(weights[f"{name}.weight"], weights[f"{name}.bias"])
