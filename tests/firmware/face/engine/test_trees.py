"""Arrays of an aligner that are not what the converter writes end in one error, before anything is looked up."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from firmware.face.engine.points import FivePoints
from firmware.face.engine.trees import read_trees
from firmware.face.errors import ModelUnusable
from tests.firmware.face.engine.test_availability import model

CASCADES, TREES, SPLITS, PLACES = 2, 3, 3, 7


def arrays() -> dict[str, np.ndarray]:
    return {
        "mean": np.array([(0.9, 0.2), (0.6, 0.2), (0.1, 0.2), (0.3, 0.2), (0.5, 0.6)], np.float32),
        "pairs": np.zeros((CASCADES, TREES, SPLITS, 2), np.uint16) + np.uint16(PLACES - 1),
        "thresholds": np.zeros((CASCADES, TREES, SPLITS), np.float32),
        "leaves": np.zeros((CASCADES, TREES, SPLITS + 1, 5, 2), np.float32),
        "anchors": np.zeros((CASCADES, PLACES), np.uint8) + np.uint8(4),
        "offsets": np.zeros((CASCADES, PLACES, 2), np.float32),
    }


def packed(**changed: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez(file, **(arrays() | changed))
    return file.getvalue()


def test_arrays_that_fit_are_used() -> None:
    found = FivePoints(model("points-5"), packed()).find(np.zeros((100, 100, 3), np.uint8), (10, 10, 51, 51))
    # Trees without a say leave the mean where it is in the box.
    assert found[0].tolist() == pytest.approx([55.0, 20.0])


@pytest.mark.parametrize(
    "changed",
    [
        {"mean": np.zeros((4, 2), np.float32)},
        {"mean": np.zeros((5, 2), np.float64)},
        {"mean": np.full((5, 2), np.nan, np.float32)},
        {"thresholds": np.zeros((CASCADES, TREES), np.float32)},
        {"thresholds": np.zeros((CASCADES, TREES, 4), np.float32)},
        {"thresholds": np.zeros((CASCADES, TREES, 0), np.float32)},
        {"thresholds": np.zeros((0, TREES, SPLITS), np.float32)},
        {"pairs": np.zeros((CASCADES, TREES, SPLITS), np.uint16)},
        {"pairs": np.full((CASCADES, TREES, SPLITS, 2), PLACES, np.uint16)},
        {"pairs": np.zeros((CASCADES, TREES, SPLITS, 2), np.int64)},
        {"leaves": np.zeros((CASCADES, TREES, SPLITS, 5, 2), np.float32)},
        {"leaves": np.full((CASCADES, TREES, SPLITS + 1, 5, 2), np.inf, np.float32)},
        {"anchors": np.full((CASCADES, PLACES), 5, np.uint8)},
        {"anchors": np.zeros(PLACES, np.uint8)},
        {"anchors": np.zeros((CASCADES, 0), np.uint8)},
        {"offsets": np.zeros((CASCADES, PLACES + 1, 2), np.float32)},
        {"offsets": np.zeros((CASCADES, PLACES, 2), object)},
    ],
)
def test_other_arrays_are_refused(changed: dict[str, np.ndarray]) -> None:
    with pytest.raises(ModelUnusable):
        FivePoints(model("points-5"), packed(**changed))


def endless() -> bytes:
    """A file whose first array says that it has more numbers than any memory."""
    header, made = io.BytesIO(), io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f4", "fortran_order": False, "shape": (1 << 60, 2)})
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("mean.npy", header.getvalue())
    return made.getvalue()


def test_what_is_no_file_of_arrays_is_refused(tmp_path: Path) -> None:
    alone = io.BytesIO()
    np.save(alone, np.zeros(3))
    whole = packed()
    broken = bytearray(whole)
    broken[len(broken) // 2] ^= 0xFF
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mean.npy", bytes(70_000_000))
    lacking = io.BytesIO()
    np.savez(lacking, mean=arrays()["mean"])
    encrypted, strange = bytearray(whole), bytearray(whole)
    first = whole.index(b"PK\x01\x02")
    encrypted[first + 8] |= 1
    strange[first + 10] = 99
    others = (b"", b"PK\x03\x04", whole[:-30], alone.getvalue(), bomb.getvalue(), lacking.getvalue(), endless())
    for data in (*others, bytes(broken), bytes(encrypted), bytes(strange)):
        with pytest.raises(ModelUnusable):
            read_trees(model("points-5"), data)
