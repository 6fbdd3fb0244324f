"""From dlib's files to what the reader loads: ONNX for the networks, arrays for the trees.

The result computes what dlib computes: input minus average colour, divided by 256; an affine layer is folded into the
convolution before it.
"""

import io
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from tools.models.catalogue import CONVERTER
from tools.models.dlib.files import CHIP, read_detector, read_embedder
from tools.models.dlib.layers import Affine, Convolution, Kind, Matrix, Pool
from tools.models.dlib.network import Means, Network, ReadLayer
from tools.models.dlib.shapes import read_shapes
from tools.models.onnx_graph import Graph, Value

PRODUCER = f"uketsuke-models {CONVERTER}"
# input.h: pixels are divided by this, not by 255.
_PIXEL_SCALE = 256.0

Progress = Callable[[float], None]


def convert_embedder(data: bytes, progress: Progress) -> bytes:
    """The recognition network as ONNX: 1 x 3 x 150 x 150 to 1 x 128. Raises SerialisationError."""
    network = read_embedder(data)
    progress(0.5)
    graph = Graph("dlib-resnet", CHIP)
    value = _network(graph, network)
    return graph.to_bytes(value.name, (1, value.channels), PRODUCER)


def convert_detector(data: bytes, progress: Progress) -> bytes:
    """The face detector as ONNX: any picture to a map of scores, an eighth as large. Raises SerialisationError."""
    detector = read_detector(data)
    progress(0.5)
    graph = Graph("dlib-mmod", None)
    value = _network(graph, detector.network)
    return graph.to_bytes(value.name, (1, 1, "rows", "columns"), PRODUCER)


def convert_shapes(data: bytes, progress: Progress) -> bytes:
    """The predictor of five points as numpy arrays in one npz. Raises SerialisationError."""
    shapes = read_shapes(data, progress)
    file = io.BytesIO()
    np.savez(
        file,
        mean=shapes.mean,
        pairs=shapes.pairs,
        thresholds=shapes.thresholds,
        leaves=shapes.leaves,
        anchors=shapes.anchors,
        offsets=shapes.offsets,
    )
    return file.getvalue()


def _network(graph: Graph, network: Network) -> Value:
    value = _centred(graph, network.means)
    tags: dict[int, Value] = {}
    for read, affine in _with_affine(network.layers):
        value = _layer(graph, value, read, affine, tags)
    return value


def _with_affine(layers: tuple[ReadLayer, ...]) -> Iterator[tuple[ReadLayer, Affine | None]]:
    """Each layer with the affine layer behind it, which is left out itself."""
    for index, read in enumerate(layers):
        following = layers[index + 1].details if index + 1 < len(layers) else None
        if not isinstance(read.details, Affine):
            yield read, following if isinstance(following, Affine) else None


def _centred(graph: Graph, means: Means) -> Value:
    picture = graph.input()
    average = np.array((means.red, means.green, means.blue), np.float32).reshape(1, 3, 1, 1)
    centred = graph.node("Sub", (picture.name, graph.constant(average)))
    scale = graph.constant(np.full((1, 1, 1, 1), 1 / _PIXEL_SCALE, np.float32))
    return Value(graph.node("Mul", (centred, scale)), 3, picture.size)


def _layer(graph: Graph, value: Value, read: ReadLayer, affine: Affine | None, tags: dict[int, Value]) -> Value:
    kind, held = read.layer.kind, read.details
    if isinstance(held, Convolution):
        weights, bias = _folded(held, affine)
        return graph.convolution(value, weights, bias, held.stride, held.padding)
    if isinstance(held, Pool):
        return _pooled(graph, value, kind, held)
    if isinstance(held, Matrix):
        flat = graph.node("Flatten", (value.name,), axis=1)
        return Value(graph.node("MatMul", (flat, graph.constant(held.weights))), held.weights.shape[1], None)
    if kind is Kind.RELU:
        return Value(graph.node("Relu", (value.name,)), value.channels, value.size)
    if kind is Kind.ADD:
        return graph.add(value, tags[read.layer.tag])
    if kind is Kind.SKIP:
        return tags[read.layer.tag]
    tags[read.layer.tag] = value
    return value


def _folded(held: Convolution, affine: Affine | None) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    if affine is None:
        return held.weights, held.bias
    return held.weights * affine.factor.reshape(-1, 1, 1, 1), held.bias * affine.factor + affine.offset


def _pooled(graph: Graph, value: Value, kind: Kind, pool: Pool) -> Value:
    if pool.size == 0:
        return Value(graph.node("GlobalAveragePool", (value.name,)), value.channels, 1)
    operation = "MaxPool" if kind is Kind.MAX_POOL else "AveragePool"
    return graph.pool(operation, value, pool.size, pool.stride, pool.padding)
