"""Writes ONNX files: the only user of the onnx library. Follows the shapes, since dlib adds what does not fit."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.models.errors import ConverterMissing

try:
    import onnx
    from onnx import helper, numpy_helper
except ImportError as error:
    raise ConverterMissing from error

# Old enough for OpenCV 4.10, new enough to take paddings as an input.
OPSET = 13
IR_VERSION = 8

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Value:
    """What flows between two nodes: its name, channels, and height and width where they are known."""

    name: str
    channels: int
    size: int | None


class Graph:
    """One network being written, from its input on. Pictures are squares, or of unknown size."""

    def __init__(self, name: str, size: int | None) -> None:
        self._name = name
        self._size = size
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def input(self) -> Value:
        """The picture: 1 x 3 x height x width, red, green and blue from 0 to 255."""
        return Value("picture", 3, self._size)

    def node(self, operation: str, inputs: tuple[str, ...], **attributes: Any) -> str:
        """Add a node; its output has its name."""
        name = f"{operation.lower()}{len(self._nodes)}"
        self._nodes.append(helper.make_node(operation, inputs, (name,), name=name, **attributes))
        return name

    def constant(self, values: NDArray[np.float32] | NDArray[np.int64]) -> str:
        """Add values that the nodes share."""
        name = f"constant{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def convolution(self, value: Value, weights: Array, bias: Array, stride: int, padding: int) -> Value:
        """Filters (filters, channels, rows, rows)."""
        name = self.node(
            "Conv",
            (value.name, self.constant(weights), self.constant(bias)),
            kernel_shape=weights.shape[2:],
            strides=(stride, stride),
            pads=(padding,) * 4,
        )
        return Value(name, weights.shape[0], after(value.size, weights.shape[2], stride, padding))

    def pool(self, operation: str, value: Value, size: int, stride: int, padding: int) -> Value:
        """MaxPool or AveragePool with a square window."""
        name = self.node(
            operation, (value.name,), kernel_shape=(size, size), strides=(stride, stride), pads=(padding,) * 4
        )
        return Value(name, value.channels, after(value.size, size, stride, padding))

    def add(self, one: Value, other: Value) -> Value:
        """The sum, with zeros where one of the two has fewer channels, rows or columns: so does dlib."""
        if one.size is None or other.size is None:
            raise ValueError("sums need known sizes")
        channels, size = max(one.channels, other.channels), max(one.size, other.size)
        names = tuple(self._padded(value, channels, size) for value in (one, other))
        return Value(self.node("Add", names), channels, size)

    def _padded(self, value: Value, channels: int, size: int) -> str:
        more, wider = channels - value.channels, size - (value.size or 0)
        if not more and not wider:
            return value.name
        ends = self.constant(np.array((0, 0, 0, 0, 0, more, wider, wider), np.int64))
        return self.node("Pad", (value.name, ends), mode="constant")

    def to_bytes(self, output: str, shape: tuple[int | str, ...], producer: str) -> bytes:
        """The file. `output` is the name of the node whose output the caller wants."""
        side: tuple[int | str, int | str] = ("height", "width") if self._size is None else (self._size, self._size)
        graph = helper.make_graph(
            self._nodes,
            self._name,
            [helper.make_tensor_value_info("picture", onnx.TensorProto.FLOAT, (1, 3, *side))],
            [helper.make_tensor_value_info(output, onnx.TensorProto.FLOAT, shape)],
            self._constants,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name=producer)
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model)
        return bytes(model.SerializeToString(deterministic=True))


def after(size: int | None, window: int, stride: int, padding: int) -> int | None:
    """Rows that are left behind a window that is moved in steps of `stride`."""
    return None if size is None else (size + 2 * padding - window) // stride + 1
