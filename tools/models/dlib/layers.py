"""The layers that dlib's two face networks are made of, as values, and how each is written in a file (dnn/layers.h)."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from tools.models.dlib.stream import Stream

Array = NDArray[np.float32]
# affine_ has two modes; both nets use the one for convolutions.
_AFFINE_FOR_CONVOLUTIONS = 0
_FULLY_CONNECTED_WITHOUT_BIAS = 1


class Kind(Enum):
    """Where a layer is in the file: computing layers have two parts, the others one number."""

    CONVOLUTION = "con"
    AFFINE = "affine"
    RELU = "relu"
    MAX_POOL = "max_pool"
    AVERAGE_POOL = "avg_pool"
    ADD = "add_prev"
    FULLY_CONNECTED = "fc"
    TAG = "tag"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Convolution:
    """`weights` (filters, channels, rows, columns), `bias` (filters,); the same stride and padding both ways."""

    weights: Array
    bias: Array
    stride: int
    padding: int


@dataclass(frozen=True, slots=True)
class Affine:
    """A factor and an offset for each channel."""

    factor: Array
    offset: Array


@dataclass(frozen=True, slots=True)
class Pool:
    """A square window; `size` 0 means everything."""

    size: int
    stride: int
    padding: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """`weights` (inputs, outputs)."""

    weights: Array


Details = Convolution | Affine | Pool | Matrix | None


def details(stream: Stream, kind: Kind) -> Details:
    """What a computing layer holds. Raises SerialisationError."""
    match kind:
        case Kind.CONVOLUTION:
            return _convolution(stream)
        case Kind.AFFINE:
            return _affine(stream)
        case Kind.MAX_POOL:
            return _pool(stream, "max_pool_2")
        case Kind.AVERAGE_POOL:
            return _pool(stream, "avg_pool_2")
        case Kind.FULLY_CONNECTED:
            return _fully_connected(stream)
        case Kind.RELU:
            stream.word("relu_")
        case Kind.ADD:
            stream.word("add_prev_")
        case Kind.TAG | Kind.SKIP:
            raise stream.wrong(f"a {kind.value} layer holds nothing")
    return None


def _convolution(stream: Stream) -> Convolution:
    stream.word("con_4")
    params = stream.tensor().ravel()
    filters = stream.count()
    rows, columns, stride, stride_x, padding, padding_x = (stream.count() for _ in range(6))
    shape, biases = stream.view(), stream.view()
    _rates(stream)
    if (rows, stride, padding) != (columns, stride_x, padding_x) or stride < 1 or rows < 1:
        raise stream.wrong("a convolution that is not square")
    if (shape[0], shape[2], shape[3]) != (filters, rows, columns) or shape[1] < 1 or filters < 1:
        raise stream.wrong("filters of another shape than announced")
    weights = filters * shape[1] * rows * columns
    if params.size != weights + filters or biases != (1, filters, 1, 1):
        raise stream.wrong("not as many weights as the filters need")
    return Convolution(params[:weights].reshape(shape), params[weights:], stride, padding)


def _affine(stream: Stream) -> Affine:
    # A batch normalisation is written as such and read as the affine layer that it has become.
    normalising = stream.word("affine_", "bn_con2") == "bn_con2"
    params = stream.tensor().ravel()
    gamma, beta = stream.view(), stream.view()
    channels = gamma[1]
    if gamma != (1, channels, 1, 1) or beta != gamma or channels < 1 or params.size != 2 * channels:
        raise stream.wrong("an affine layer of another shape than announced")
    factor, offset = params[:channels], params[channels:]
    if not normalising:
        stream.expect(_AFFINE_FOR_CONVOLUTIONS)
        return Affine(factor, offset)
    stream.tensor()
    stream.tensor()
    means, variances = stream.tensor().ravel(), stream.tensor().ravel()
    stream.count()
    stream.integer()
    _rates(stream)
    spread = variances + np.float32(stream.number()) if variances.size else variances
    if means.size != channels or variances.size != channels or not (spread > 0).all():
        raise stream.wrong("a batch normalisation without its statistics")
    normalised = (factor / np.sqrt(spread)).astype(np.float32)
    return Affine(normalised, (offset - normalised * means).astype(np.float32))


def _pool(stream: Stream, version: str) -> Pool:
    stream.word(version)
    rows, columns, stride, stride_x, padding, padding_x = (stream.count() for _ in range(6))
    if (rows, stride, padding) != (columns, stride_x, padding_x) or stride < 1:
        raise stream.wrong("a window that is not square")
    return Pool(rows, stride, padding)


def _fully_connected(stream: Stream) -> Matrix:
    stream.word("fc_2")
    outputs, inputs = stream.count(), stream.count()
    params = stream.tensor().ravel()
    stream.view()
    stream.view()
    stream.expect(_FULLY_CONNECTED_WITHOUT_BIAS)
    _rates(stream)
    if params.size != inputs * outputs or params.size == 0:
        raise stream.wrong("not as many weights as the layer needs")
    return Matrix(params.reshape(inputs, outputs))


def _rates(stream: Stream) -> None:
    for _ in range(4):
        stream.number()
