"""An ONNX graph that grows node by node."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

#: The operators that ONNX Runtime adds to the standard; its CPU provider has all used here.
RUNTIME = "com.microsoft"

#: The first operator set with four-bit integers, and the format of the file that goes with it.
_OPERATORS = 21
_FORMAT = 10

#: A number is a size that is fixed, a string names one that is not.
Sizes = Sequence[int | str]


class Graph:
    """Nodes and constants; each is known by the name of the value that it makes.

    Names have to be given once only: the checker, which ``model`` runs, refuses others.
    """

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        """A tensor that is stored in the file."""
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def packed_int4(self, name: str, sizes: Sequence[int], data: bytes) -> str:
        """A tensor of int4; of two neighbours in a byte of ``data`` the first is the low half."""
        tensor = helper.make_tensor(name, TensorProto.INT4, sizes, data, raw=True)
        self._constants.append(tensor)
        return name

    def cast(self, value: str, to: str, kind: int) -> str:
        """``value`` as numbers of ``kind``, one of onnx.TensorProto's."""
        self._nodes.append(helper.make_node("Cast", [value], [to], name=to, to=kind))
        return to

    def node(
        self, kind: str, inputs: Sequence[str], to: str, domain: str = "", **settings: Any
    ) -> str:
        """An operator with one output, which is called ``to``."""
        return self.split(kind, inputs, [to], domain, **settings)[0]

    def split(
        self,
        kind: str,
        inputs: Sequence[str],
        to: Sequence[str],
        domain: str = "",
        **settings: Any,
    ) -> list[str]:
        """An operator with several outputs."""
        node = helper.make_node(kind, inputs, to, name=to[0], domain=domain, **settings)
        self._nodes.append(node)
        return list(to)

    def model(
        self, inputs: Mapping[str, Sizes], outputs: Mapping[str, Sizes], metadata: dict[str, str]
    ) -> onnx.ModelProto:
        """The checked model: int64 ``inputs``, float32 ``outputs``.

        :raises onnx.checker.ValidationError: where the graph does not hold together.
        """
        graph = helper.make_graph(
            self._nodes,
            "citeqa",
            [helper.make_tensor_value_info(n, TensorProto.INT64, s) for n, s in inputs.items()],
            [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in outputs.items()],
            self._constants,
        )
        operators = [helper.make_opsetid("", _OPERATORS), helper.make_opsetid(RUNTIME, 1)]
        model = helper.make_model(graph, opset_imports=operators, ir_version=_FORMAT)
        helper.set_model_props(model, metadata)
        onnx.checker.check_model(model)
        return model
