"""The regression trees of an aligner, as the converter wrote them, checked before anything is looked up in them."""

import io
import zipfile
import zlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from firmware.face.errors import ModelUnusable
from firmware.face.models.manifest import MAX_MODEL_BYTES, Model

POINTS = 5
_NAMES = {
    "mean": np.float32,
    "pairs": np.uint16,
    "thresholds": np.float32,
    "leaves": np.float32,
    "anchors": np.uint8,
    "offsets": np.float32,
}


_BROKEN = (
    *(KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error),
    # Encrypted, or packed in a way that the library knows and does not open.
    RuntimeError,
    # So many numbers that none of them could be in the file.
    MemoryError,
)
"""What reading bytes that are no file of arrays raises."""


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """c cascades of t trees with s splits each (s + 1 a power of two), f places of the picture looked at a cascade.

    `mean` is 5 x 2. `pairs` is c x t x s x 2 and names two places each; `thresholds` is c x t x s; `leaves` is
    c x t x (s + 1) x 5 x 2. `anchors` is c x f and names a point each, `offsets` is c x f x 2.
    """

    mean: NDArray[np.float32] = field(repr=False)
    pairs: NDArray[np.uint16] = field(repr=False)
    thresholds: NDArray[np.float32] = field(repr=False)
    leaves: NDArray[np.float32] = field(repr=False)
    anchors: NDArray[np.uint8] = field(repr=False)
    offsets: NDArray[np.float32] = field(repr=False)


def read_trees(model: Model, data: bytes) -> Trees:
    """All arrays of a file. Raises ModelUnusable for any other file than the converter writes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            unpacked = sum(member.file_size for member in file.infolist())
        if unpacked > MAX_MODEL_BYTES:
            raise ModelUnusable(model.name, "its arrays are too large")
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            found = {name: np.asarray(arrays[name]) for name in _NAMES}
    except _BROKEN as error:
        raise ModelUnusable(model.name, "not the arrays of five points") from error
    if any(found[name].dtype != kind for name, kind in _NAMES.items()):
        raise ModelUnusable(model.name, "arrays of other types than five points have")
    trees = Trees(**found)
    if not _fits(trees):
        raise ModelUnusable(model.name, "arrays of other shapes than five points have")
    if not _within(trees):
        raise ModelUnusable(model.name, "its arrays point outside of themselves, or hold what is no number")
    return trees


def _fits(trees: Trees) -> bool:
    if trees.thresholds.ndim != 3 or trees.anchors.ndim != 2:
        return False
    cascades, count, splits = trees.thresholds.shape
    places = trees.anchors.shape[1]
    whole = splits > 0 and (splits + 1) & splits == 0
    return (
        whole
        and min(cascades, count, places) > 0
        and trees.mean.shape == (POINTS, 2)
        and trees.pairs.shape == (cascades, count, splits, 2)
        and trees.leaves.shape == (cascades, count, splits + 1, POINTS, 2)
        and trees.anchors.shape == (cascades, places)
        and trees.offsets.shape == (cascades, places, 2)
    )


def _within(trees: Trees) -> bool:
    numbers = (trees.mean, trees.thresholds, trees.leaves, trees.offsets)
    return (
        int(np.max(trees.pairs)) < trees.anchors.shape[1]
        and int(np.max(trees.anchors)) < POINTS
        and all(bool(np.isfinite(one).all()) for one in numbers)
    )
