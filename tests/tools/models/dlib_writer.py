"""Writes small files in dlib's serialisation, so that its readers are tested without the large ones."""

import math
import struct

from tools.models.dlib.files import DETECTOR
from tools.models.dlib.layers import Kind

CHANNELS = 2


def integer(value: int) -> bytes:
    size = (abs(value).bit_length() + 7) // 8
    return bytes((size | (0x80 if value < 0 else 0),)) + abs(value).to_bytes(size, "little")


def number(value: float) -> bytes:
    mantissa, exponent = math.frexp(value)
    return integer(int(mantissa * 2**24)) + integer(exponent - 24)


def string(text: str) -> bytes:
    return integer(len(text)) + text.encode()


def tensor(values: list[float], shape: tuple[int, int, int, int]) -> bytes:
    return integer(2) + b"".join(map(integer, shape)) + struct.pack(f"<{len(values)}f", *values)


NO_TENSOR = tensor([], (0, 0, 0, 0))


def view(*shape: int) -> bytes:
    return integer(1) + b"".join(map(integer, shape))


def rates() -> bytes:
    return number(1.0) * 4


def convolution(inputs: int, outputs: int, size: int, stride: int, padding: int) -> bytes:
    count = outputs * inputs * size * size
    values = [((index * 7) % 11 - 5) / 50 for index in range(count)] + [0.1] * outputs
    body = string("con_4") + tensor(values, (len(values), 1, 1, 1)) + integer(outputs)
    body += b"".join(map(integer, (size, size, stride, stride, padding, padding)))
    return body + view(outputs, inputs, size, size) + view(1, outputs, 1, 1) + rates()


def normalisation(channels: int) -> bytes:
    body = string("bn_con2") + tensor([2.0] * channels + [0.5] * channels, (2 * channels, 1, 1, 1))
    body += view(1, channels, 1, 1) * 2 + NO_TENSOR * 2
    body += tensor([0.25] * channels, (1, channels, 1, 1)) + tensor([4.0] * channels, (1, channels, 1, 1))
    return body + integer(1) + integer(100) + rates() + number(0.0)


def affine(channels: int) -> bytes:
    body = string("affine_") + tensor([1.0] * channels + [0.5] * channels, (2 * channels, 1, 1, 1))
    return body + view(1, channels, 1, 1) * 2 + integer(0)


def detector() -> bytes:
    """A detector of the real form with few filters: each batch normalisation of means 0.25 and variances 4."""
    versions = integer(2) * (len(DETECTOR) - 1) + integer(3)
    body = integer(1) + string("loss_mmod_") + integer(1) + integer(80) + integer(80) + number(0.5) * 7
    body += versions + string("input_rgb_image_pyramid") + number(122.0) + number(117.0) + number(104.0)
    state = b"100" + NO_TENSOR * 2
    inputs = 3
    convolutions = iter([(5, 2, 0)] * 3 + [(5, 1, 2)] * 3 + [(9, 1, 4)])
    for index, layer in enumerate(DETECTOR):
        if layer.kind is Kind.CONVOLUTION:
            size, stride, padding = next(convolutions)
            outputs = 1 if size == 9 else CHANNELS
            body += convolution(inputs, outputs, size, stride, padding)
            inputs = outputs
        else:
            body += normalisation(CHANNELS) if layer.kind is Kind.AFFINE else string("relu_")
        body += state + NO_TENSOR + (integer(1) if index == 0 else b"")
    return body


def column(values: list[float]) -> bytes:
    return integer(-len(values)) + integer(-1) + b"".join(map(number, values))


def shapes(cascades: int = 2, trees: int = 3, splits: int = 3, pixels: int = 4) -> bytes:
    """A predictor: all trees compare pixel 0 with pixel 1, and their leaves add multiples of 1/64."""
    body = integer(1) + column([0.75, 0.25, 0.625, 0.25, 0.25, 0.25, 0.375, 0.25, 0.5, 0.75]) + integer(cascades)
    for cascade in range(cascades):
        body += integer(trees)
        for tree in range(trees):
            body += integer(splits) + (integer(0) + integer(1) + number(8.0)) * splits + integer(splits + 1)
            for leaf in range(splits + 1):
                body += column([(cascade + tree + leaf) / 64] * 10)
    body += integer(cascades) + (integer(pixels) + b"".join(integer(p % 5) for p in range(pixels))) * cascades
    return body + integer(cascades) + (integer(pixels) + (number(0.125) + number(-0.25)) * pixels) * cascades
