import random
from collections.abc import Callable

import numpy as np
import pytest

from tests.tools.models import dlib_writer
from tools.models.dlib.files import read_detector, read_embedder
from tools.models.dlib.layers import Affine, Convolution
from tools.models.dlib.shapes import read_shapes
from tools.models.dlib.stream import Stream
from tools.models.errors import SerialisationError

SEED = 20261122
DETECTOR = dlib_writer.detector()
SHAPES = dlib_writer.shapes()


def test_packed_integers_and_numbers_as_dlib_writes_them() -> None:
    stream = Stream(bytes.fromhex("0105 8105 020102 00") + bytes.fromhex("030ad7a3811c"))
    assert [stream.integer() for _ in range(4)] == [5, -5, 513, 0]
    assert stream.number() == pytest.approx(0.04)
    stream.end()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("", "cut off"),
        ("05AABB", "cut off"),
        ("0900", "no packed integer"),
        ("4101", "no packed integer"),
    ],
)
def test_bytes_that_are_no_integer(data: str, problem: str) -> None:
    with pytest.raises(SerialisationError, match=problem):
        Stream(bytes.fromhex(data)).integer()


def test_no_number_is_taken_that_is_none() -> None:
    for exponent in (32000, 32001, 32002, -32000, 1024):
        with pytest.raises(SerialisationError):
            Stream(dlib_writer.integer(1) + dlib_writer.integer(exponent)).number()


def test_a_tensor_cannot_claim_more_than_the_file_holds() -> None:
    huge = dlib_writer.integer(2) + dlib_writer.integer(2**40) * 4
    with pytest.raises(SerialisationError, match="larger than the file"):
        Stream(huge + bytes(100)).tensor()
    nothing = dlib_writer.integer(2) + dlib_writer.integer(2**60) * 3 + dlib_writer.integer(0)
    assert Stream(nothing).tensor().size == 0


def test_a_detector_is_read_to_its_last_byte() -> None:
    detector = read_detector(DETECTOR)
    assert (detector.window, detector.same_iou) == (80, 0.5)
    assert detector.network.means.green == 117
    first, second = (detector.network.layers[index].details for index in (0, 1))
    assert isinstance(first, Convolution)
    assert (first.weights.shape, first.stride, first.padding) == ((2, 3, 5, 5), 2, 0)
    assert isinstance(second, Affine)
    # A factor of 2 over a spread of 2; an offset of 0.5 less the mean of 0.25.
    assert second.factor.tolist() == [1.0, 1.0]
    assert second.offset.tolist() == [0.25, 0.25]
    for data in (DETECTOR + b"\0", DETECTOR[:-1]):
        with pytest.raises(SerialisationError):
            read_detector(data)


def test_a_predictor_is_read_to_its_last_byte() -> None:
    shapes = read_shapes(SHAPES)
    assert shapes.mean.tolist()[4] == [0.5, 0.75]
    assert shapes.pairs.shape == (2, 3, 3, 2)
    assert shapes.leaves.shape == (2, 3, 4, 5, 2)
    assert shapes.leaves[1, 2, 3, 0, 0] == 6 / 64
    assert (shapes.thresholds == 8).all()
    assert shapes.anchors.tolist() == [[0, 1, 2, 3]] * 2
    assert np.all(shapes.offsets == np.array((0.125, -0.25)))
    for data in (SHAPES + b"\0", SHAPES[:-1], b""):
        with pytest.raises(SerialisationError):
            read_shapes(data)


@pytest.mark.parametrize(
    "data",
    [
        dlib_writer.shapes(splits=2),
        dlib_writer.shapes(pixels=1),
        dlib_writer.shapes(pixels=0),
        dlib_writer.shapes(cascades=0),
        dlib_writer.shapes(trees=0),
        dlib_writer.shapes() + dlib_writer.integer(0),
    ],
    ids=["not-full", "pixel-missing", "no-pixels", "no-cascades", "no-trees", "too-long"],
)
def test_predictors_that_cannot_be_right(data: bytes) -> None:
    with pytest.raises(SerialisationError):
        read_shapes(data)


def mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    match chance.randrange(4):
        case 0:
            return data[: chance.randrange(len(data))]
        case 1:
            at = chance.randrange(len(data))
            return data[:at] + chance.randbytes(chance.randrange(1, 9)) + data[at:]
        case 2:
            at = chance.randrange(len(data))
            return data[:at] + data[at + chance.randrange(1, 9) :]
    for _ in range(chance.randrange(1, 5)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def read_mutants(count: int) -> int:
    chance, refused = random.Random(SEED), 0
    for index in range(count):
        read, data = ((read_detector, DETECTOR), (read_shapes, SHAPES), (read_embedder, DETECTOR))[index % 3]
        try:
            read(mutated(data, chance))
        except SerialisationError:
            refused += 1
    return refused


def test_mutated_files_end_in_values_or_in_one_error() -> None:
    # Many a changed weight is a weight, so not all are refused.
    assert 300 < read_mutants(900) < 900


@pytest.mark.prove
@pytest.mark.parametrize("count", [20_000])
def test_many_mutated_files(count: int, record_property: Callable[[str, object], None]) -> None:
    refused = read_mutants(count)
    record_property("proof", f"{refused} refused with the parsers' own error, no other error")
    assert 0 < refused < count
