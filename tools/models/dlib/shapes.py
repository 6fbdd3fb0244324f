"""The predictor of five points: cascades of regression trees (dlib's image_processing/shape_predictor.h).

Such a file is nothing but packed integers, millions of them, and all trees of one have the same shape. So the integers
are read first, then cut into arrays; where a tree is not of the shape of the first one, the file is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.models.dlib.stream import Stream
from tools.models.errors import SerialisationError

POINTS = 5
# A tree is full: each level doubles its splits, and there is one leaf more than splits. The real ones have 15.
SPLITS = (1, 3, 7, 15, 31)
# Far beyond what points in a unit square, or differences of pixels of 0 to 255, can be.
LARGEST = 1e6
# Two sizes, then a mantissa and an exponent for each coordinate.
_COLUMN = 2 + 4 * POINTS
# Two indices, a mantissa and an exponent.
_SPLIT = 4

Integers = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shapes:
    """All trees as arrays; c cascades of t trees with s splits and s + 1 leaves, f pixels looked at a cascade.

    `mean` (5, 2): the points in a unit square; `pairs` (c, t, s, 2): which two pixels a split compares;
    `thresholds` (c, t, s); `leaves` (c, t, s + 1, 5, 2): what a leaf adds to the points;
    `anchors` (c, f): the point beside which a pixel lies; `offsets` (c, f, 2): how far from it.
    """

    mean: Floats
    pairs: NDArray[np.uint16]
    thresholds: Floats
    leaves: Floats
    anchors: NDArray[np.uint8]
    offsets: Floats


class _Cursor:
    """Over the integers of a file; positions in errors are those of integers, not of bytes."""

    def __init__(self, integers: Integers) -> None:
        self._integers = integers
        self._at = 0

    def wrong(self, problem: str) -> SerialisationError:
        return SerialisationError(f"{problem} (integer {self._at})", 0)

    def take(self, count: int) -> Integers:
        if not 0 <= count <= self._integers.size - self._at:
            raise self.wrong("more announced than the file holds")
        self._at += count
        return self._integers[self._at - count : self._at]

    def one(self) -> int:
        return int(self.take(1)[0])

    def next(self) -> int:
        """The integer after this one, which stays there."""
        if self._at >= self._integers.size:
            raise self.wrong("file cut off")
        return int(self._integers[self._at])

    def end(self) -> None:
        if self._at != self._integers.size:
            raise self.wrong("something follows the last cascade")


def read_shapes(data: bytes, progress: Callable[[float], None] = lambda done: None) -> Shapes:
    """shape_predictor_5_face_landmarks.dat; `progress` hears the share read. Raises SerialisationError."""
    cursor = _Cursor(Stream(data).integers(progress))
    if cursor.one() != 1:
        raise cursor.wrong("a version that is not known")
    mean = _columns(cursor, cursor.take(_COLUMN))
    forests = [_forest(cursor) for _ in range(_count(cursor, "cascades"))]
    anchors = [cursor.take(cursor.one()) for _ in range(_again(cursor, len(forests)))]
    offsets = [_pairs_of_numbers(cursor) for _ in range(_again(cursor, len(forests)))]
    cursor.end()
    shapes = {forest[0].shape for forest in forests}
    pixels = {len(row) for row in anchors} | {len(row) for row in offsets}
    if len(shapes) != 1 or len(pixels) != 1 or pixels == {0}:
        raise cursor.wrong("cascades of different shapes")
    pairs, near = np.stack([forest[0] for forest in forests]), np.stack(anchors)
    if np.min(pairs) < 0 or np.max(pairs) >= min(near.shape[1], 1 << 16):
        raise cursor.wrong("a split looks at a pixel that is not there")
    if np.min(near) < 0 or np.max(near) >= POINTS:
        raise cursor.wrong("a pixel beside a point that is not there")
    return Shapes(
        mean=mean,
        pairs=pairs.astype(np.uint16),
        thresholds=np.stack([forest[1] for forest in forests]),
        leaves=np.stack([forest[2] for forest in forests]),
        anchors=near.astype(np.uint8),
        offsets=np.stack(offsets),
    )


def _count(cursor: _Cursor, what: str) -> int:
    value = cursor.one()
    # Each of them takes one integer at least; `take` holds what follows against the file.
    if value < 1 or value > 1 << 16:
        raise cursor.wrong(f"no number of {what}")
    return value


def _again(cursor: _Cursor, wanted: int) -> int:
    if cursor.one() != wanted:
        raise cursor.wrong("not as many pixels as cascades")
    return wanted


def _forest(cursor: _Cursor) -> tuple[Integers, Floats, Floats]:
    trees = _count(cursor, "trees")
    splits = cursor.next()
    if splits not in SPLITS:
        raise cursor.wrong("a tree that is not full")
    end_of_splits = 1 + splits * _SPLIT
    tree = end_of_splits + 1 + (splits + 1) * _COLUMN
    block = cursor.take(trees * tree).reshape(trees, tree)
    if (block[:, 0] != splits).any() or (block[:, end_of_splits] != splits + 1).any():
        raise cursor.wrong("trees of different shapes")
    decisions = block[:, 1:end_of_splits].reshape(trees, splits, _SPLIT)
    leaves = block[:, end_of_splits + 1 :].reshape(trees, splits + 1, _COLUMN)
    return decisions[..., :2], _numbers(cursor, decisions[..., 2:]), _columns(cursor, leaves)


def _columns(cursor: _Cursor, integers: Integers) -> Floats:
    # dlib has written the sizes of a matrix negative since long ago, and reads both.
    if (abs(integers[..., 0]) != 2 * POINTS).any() or (abs(integers[..., 1]) != 1).any():
        raise cursor.wrong("points of another shape")
    return _numbers(cursor, integers[..., 2:].reshape(*integers.shape[:-1], POINTS, 2, 2))


def _pairs_of_numbers(cursor: _Cursor) -> Floats:
    count = cursor.one()
    return _numbers(cursor, cursor.take(4 * count).reshape(-1, 2, 2))


def _numbers(cursor: _Cursor, parts: Integers) -> Floats:
    """Floats from mantissas and exponents of two in the last dimension."""
    exponents = parts[..., 1]
    # float_details.h: exponents from 32000 on stand for what is no number. Below -200 all is zero in 4 bytes.
    if (exponents > 200).any():
        raise cursor.wrong("a number that is none")
    values = np.ldexp(parts[..., 0].astype(np.float64), np.clip(exponents, -200, 200))
    if (abs(values) > LARGEST).any():
        raise cursor.wrong("a number too large")
    return values.astype(np.float32)
