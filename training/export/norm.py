"""The sum of several values, normalised."""

from collections.abc import Sequence

from training.export.graph import Graph
from training.export.weights import Weights


def normed_sum(graph: Graph, parts: Sequence[str], weights: Weights, norm: str, to: str) -> str:
    """The layer norm called ``norm`` of the sum of ``parts``, each [..., width].

    ``Sum`` and not ``Add``: that, ONNX Runtime would fuse with the norm into its
    SkipLayerNormalization, which takes four times as long on a CPU as the two it replaces.
    """
    inputs = [
        graph.node("Sum", parts, f"{to}.sum"),
        graph.constant(f"{norm}.weight", weights[f"{norm}.weight"]),
        graph.constant(f"{norm}.bias", weights[f"{norm}.bias"]),
    ]
    return graph.node("LayerNormalization", inputs, to, epsilon=weights.epsilon)
