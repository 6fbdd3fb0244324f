"""A dlib network file: versions from the outermost layer inwards, the input, then each layer from the inside out.

The order is that of dlib's nested templates (dnn/core.h). Which layers there are is not in the file: it is the type of
the program that wrote it, here a tuple of kinds from the input outwards.
"""

from dataclasses import dataclass

from tools.models.dlib.layers import Details, Kind, details
from tools.models.dlib.stream import Stream


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: `tag` is the number of a tag layer, or the one that an adding or skipping layer goes back to."""

    kind: Kind
    tag: int = 0


@dataclass(frozen=True, slots=True)
class ReadLayer:
    """A layer with what the file held for it."""

    layer: Layer
    details: Details


@dataclass(frozen=True, slots=True)
class Means:
    """Average colour that the input layer subtracts, 0 to 255."""

    red: float
    green: float
    blue: float


@dataclass(frozen=True, slots=True)
class Network:
    """A whole file: the input's average colour and the layers from the input outwards."""

    means: Means
    layers: tuple[ReadLayer, ...]


_PLAIN = (Kind.TAG, Kind.SKIP)


def layers_of(stream: Stream, layers: tuple[Layer, ...], size: int | None) -> Network:
    """Everything below the loss, to the end of the file.

    `size` is the side of the input where it is fixed; None where the input is an image pyramid.
    Raises SerialisationError.
    """
    versions = [_version(stream, layer, innermost=index == 0) for index, layer in reversed(list(enumerate(layers)))]
    versions.reverse()
    means = _input(stream, size)
    read = []
    for index, (layer, version) in enumerate(zip(layers, versions, strict=True)):
        held = None
        if layer.kind not in _PLAIN:
            held = details(stream, layer.kind)
            _training_state(stream, version, innermost=index == 0)
        read.append(ReadLayer(layer, held))
    stream.end()
    return Network(means, tuple(read))


def _version(stream: Stream, layer: Layer, *, innermost: bool) -> int:
    if layer.kind in _PLAIN:
        return stream.expect(1)
    return stream.expect(2, 3) if innermost else stream.expect(1, 2)


def _input(stream: Stream, size: int | None) -> Means:
    if size is None:
        version = stream.word("input_rgb_image_pyramid", "input_rgb_image_pyramid2")
    else:
        version = stream.word("input_rgb_image_sized")
    means = Means(stream.number(), stream.number(), stream.number())
    if size is not None:
        stream.expect(size)
        stream.expect(size)
    if version == "input_rgb_image_pyramid2":
        stream.count()
        stream.count()
    return means


def _training_state(stream: Stream, version: int, *, innermost: bool) -> None:
    for _ in range(3):
        stream.boolean()
    stream.tensor()
    stream.tensor()
    if innermost:
        stream.tensor()
        if version == 3:
            stream.integer()
    elif version == 2:
        stream.tensor()
