"""From piece ids to the first layer's input."""

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto

from training.base.blocks import BLOCK, ZERO, EmbeddingBlocks
from training.export.graph import RUNTIME, Graph
from training.export.norm import normed_sum
from training.export.weights import Weights


def embedded(graph: Graph, weights: Weights, ids: str) -> str:
    """``ids`` [batch, length] as [batch, length, width]."""
    parts = [_words(graph, weights.words, ids), _positions(graph, weights, ids)]
    return normed_sum(graph, parts, weights, "embeddings.LayerNorm", "embedded")


def _words(graph: Graph, words: EmbeddingBlocks, ids: str) -> str:
    """The rows of ``ids``, unpacked as they are needed, to the very numbers of the base."""
    nibbles = words.nibbles()
    stored = graph.packed_int4("words", nibbles.shape, int4_pairs(nibbles).tobytes())
    # Half precision holds a scale exactly, but not its products.
    halves = graph.constant("words.halves", words.scales)
    scales = graph.cast(halves, "words.scales", TensorProto.FLOAT)
    return graph.node(
        "GatherBlockQuantized",
        [stored, ids, scales],
        "word",
        RUNTIME,
        block_size=BLOCK,
        gather_axis=0,
        quantize_axis=1,
    )


def int4_pairs(nibbles: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Values of 0 to 15 that stand for -8 to 7, [rows, width], as int4: [rows, width / 2]."""
    signed = nibbles ^ np.uint8(ZERO)
    return signed[:, 0::2] | signed[:, 1::2] << np.uint8(4)


def _positions(graph: Graph, weights: Weights, ids: str) -> str:
    """What is added at each place, [length, width]: all pieces are of the first type."""
    table = weights["embeddings.position_embeddings.weight"]
    kind = weights["embeddings.token_type_embeddings.weight"][0]
    inputs = [
        graph.constant("positions", table + kind),
        graph.constant("positions.first", np.array([0])),
        graph.node("Shape", [ids], "length", start=1, end=2),
    ]
    return graph.node("Slice", inputs, "position")
