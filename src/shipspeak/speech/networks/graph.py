"""A small pen for drawing ONNX graphs."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt


class Graph:
    """Nodes and constants in the order they are added; every method returns the name of what it made."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(self, values: npt.ArrayLike, dtype: type[np.generic] = np.float32) -> str:
        """A tensor known now."""
        from onnx import numpy_helper  # noqa: PLC0415 -- heavy: only where used

        name = f"c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values, dtype=dtype), name))
        return name

    def node(self, operation: str, *inputs: str, output: str | None = None, **attributes: Any) -> str:  # noqa: ANN401 -- ONNX has attributes of every type
        """One operator of the ONNX standard with one output; "" skips an optional input."""
        from onnx import helper  # noqa: PLC0415 -- heavy: only where used

        name = output or f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(operation, list(inputs), [name], **attributes))
        return name

    def encode(self, inputs: Mapping[str, Sequence[int | str]], outputs: Mapping[str, Sequence[int | str]]) -> bytes:
        """The finished model, checked. Shapes name their free sizes. All inputs and outputs are float32."""
        from onnx import TensorProto, checker, helper  # noqa: PLC0415 -- heavy: only where used

        def ports(shapes: Mapping[str, Sequence[int | str]]) -> list[Any]:
            return [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]

        graph = helper.make_graph(self._nodes, "shipspeak", ports(inputs), ports(outputs), self._constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        checker.check_model(model)
        encoded: bytes = model.SerializeToString(deterministic=True)
        return encoded
