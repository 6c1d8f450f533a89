"""ONNX graphs, written node by node.

Weights are float16 initialisers, each followed by a Cast: the file is half as large, and everything is computed in
float32, which every browser can.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor

Shape = Sequence[str | int | None]


class Builder:
    """Nodes and weights of one graph. A value is called after the node that makes it."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, value: Tensor) -> str:
        self.weights.append(numpy_helper.from_array(value.detach().numpy().astype(np.float16), name + ".half"))
        self.nodes.append(helper.make_node("Cast", [name + ".half"], [name], name=name + ".cast", to=TensorProto.FLOAT))
        return name

    def constant(self, name: str, value: Sequence[float] | float | np.ndarray) -> str:
        """Whole numbers as int64, others as float32; one of a name."""
        array = np.asarray(value)
        array = array.astype(np.int64 if array.dtype.kind == "i" else np.float32)
        if all(w.name != name for w in self.weights):
            self.weights.append(numpy_helper.from_array(array, name))
        return name

    def node(self, op: str, inputs: Sequence[str], name: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(op, list(inputs), [name], name=name, **attributes))
        return name

    def parts(self, op: str, inputs: Sequence[str], name: str, count: int, **attributes: Any) -> list[str]:
        outputs = [f"{name}.{k}" for k in range(count)]
        self.nodes.append(helper.make_node(op, list(inputs), outputs, name=name, **attributes))
        return outputs

    def model(self, name: str, inputs: dict[str, tuple[int, Shape]], outputs: dict[str, tuple[int, Shape]]) -> onnx.ModelProto:
        """The whole, checked. Inputs and outputs by name: TensorProto's type and shape."""

        def infos(values: dict[str, tuple[int, Shape]]) -> list[onnx.ValueInfoProto]:
            return [helper.make_tensor_value_info(n, kind, list(shape)) for n, (kind, shape) in values.items()]

        graph = helper.make_graph(self.nodes, name, infos(inputs), infos(outputs), self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="imaginex-training")
        model.ir_version = 8
        onnx.checker.check_model(model, full_check=True)
        return model


def session_of(model: bytes, threads: int = 0) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
