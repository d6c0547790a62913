"""Matrix products in int8."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.export.graph import RUNTIME, Graph

#: The largest sum of two neighbouring weights. Processors without VNNI add two products in
#: 16 bits: 255 * (127 + 1), the 1 being what rounding can add, is the most that fits.
LARGEST_PAIR = 127

#: The least that a row is divided by. A row of nothing but zeros stays one.
_TINY = 1e-6


@dataclass(frozen=True)
class Dense:
    """A layer's ``weight`` [out, in] and ``bias`` [out]."""

    weight: NDArray[np.float32]
    bias: NDArray[np.float32]


@dataclass(frozen=True)
class Rows:
    """Values [..., width]. ``lowest``: where it is known that none is below it, what it is."""

    name: str
    lowest: float | None = None


def quantised(
    weight: NDArray[np.float32],
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """``weight`` [in, out] in whole steps, and the size of a step for each output, [out].

    A step is as small as it can be without two weights that are multiplied together
    adding up to more than ``LARGEST_PAIR``; that is 1.1 to 1.3 times what one weight of
    127 steps would allow, where halving the range, the usual remedy, is 2.
    """
    pairs = weight.reshape(-1, 2, weight.shape[1])
    sums = np.maximum(pairs, 0).sum(axis=1), np.maximum(-pairs, 0).sum(axis=1)
    largest = np.maximum(*sums).max(axis=0)
    steps = np.where(largest > 0, largest / LARGEST_PAIR, 1).astype(np.float32)
    return np.rint(weight / steps).astype(np.int8), steps


def int8_product(graph: Graph, values: str, dense: Dense, to: str) -> str:
    """``dense`` of ``values`` [..., in], both rounded to eight bits: [..., out].

    ONNX Runtime takes one step for the whole of ``values``.
    """
    inputs = [values, *_stored(graph, dense, to), "", graph.constant(f"{to}.bias", dense.bias)]
    return graph.node("DynamicQuantizeMatMul", inputs, to, RUNTIME)


def even_int8_product(graph: Graph, rows: Rows, dense: Dense, to: str) -> str:
    """The same for rows of very different sizes: where one is thirty times the others.

    Each is divided by its largest value before, and multiplied by it after.
    """
    peaks = _peaks(graph, rows, to)
    even = graph.node("Div", [rows.name, peaks], f"{to}.even")
    inputs = [even, *_stored(graph, dense, to)]
    product = graph.node("DynamicQuantizeMatMul", inputs, f"{to}.product", RUNTIME)
    scaled = graph.node("Mul", [product, peaks], f"{to}.scaled")
    # `Add` and a GELU after it would become BiasGelu, which takes longer than the two.
    return graph.node("Sum", [scaled, graph.constant(f"{to}.bias", dense.bias)], to)


def _stored(graph: Graph, dense: Dense, to: str) -> list[str]:
    weight, steps = quantised(dense.weight.T)
    return [graph.constant(f"{to}.weight", weight), graph.constant(f"{to}.steps", steps)]


def _peaks(graph: Graph, rows: Rows, to: str) -> str:
    """Each row's largest magnitude, or a little more: [..., 1]."""
    magnitudes, least = rows.name, _TINY
    if rows.lowest is None:
        magnitudes = graph.node("Abs", [rows.name], f"{to}.magnitudes")
    else:
        least = max(least, -rows.lowest)
    axis = graph.constant(f"{to}.axis", np.array([-1]))
    largest = graph.node("ReduceMax", [magnitudes, axis], f"{to}.largest", keepdims=1)
    floor = graph.constant(f"{to}.least", np.array(least, np.float32))
    return graph.node("Max", [largest, floor], f"{to}.peaks")
