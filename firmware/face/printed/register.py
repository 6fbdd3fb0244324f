"""Which candidate is the card, which way round it lies and which layout it has: decided by where print stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware.face.printed.layout import HEIGHT_MM, WIDTH_MM, FaceLayout, Line
from firmware.face.printed.locate import Floats, Picture, Quad

Matrix = NDArray[np.float64]

# Sides of an ID-1 card, and of what is left when the coloured band is taken for tray; wide because cards lean.
_WHOLE = (1.45, 1.72)
_WITHOUT_BAND = (1.65, 2.0)
# Letters are two to three millimetres high: at this scale their strokes still stand out.
_POINTS_PER_MM = 5
_STROKE = np.ones((7, 7), np.uint8)
_DARK = 8.0
# Print begins at the left of its box and may be short.
_START_MM = 9.0
_RING_MM = 1.2
_MOST_CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class Registered:
    """A card: 3 x 3 from millimetres on it to points of the frame, its layout, how well print fits (more is better)."""

    to_frame: Matrix
    layout: FaceLayout
    fit: float


def register(frame: Picture, quads: Sequence[Quad], layouts: Sequence[FaceLayout]) -> Registered | None:
    """The best of all candidates, None without any."""
    best: Registered | None = None
    grey = np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), np.uint8)
    for quad in quads[:_MOST_CANDIDATES]:
        for to_frame, layout_group in _ways(quad, layouts):
            ink = _ink(grey, to_frame)
            for layout in layout_group:
                fit = _fit(ink, layout)
                if best is None or fit > best.fit:
                    best = Registered(to_frame, layout, fit)
    return best


def _ways(quad: Quad, layouts: Sequence[FaceLayout]) -> Iterator[tuple[Matrix, Sequence[FaceLayout]]]:
    for corners in (quad.corners, np.roll(quad.corners, 2, axis=0)):
        if _WHOLE[0] < quad.aspect < _WHOLE[1]:
            yield _mapping(corners, 0.0), layouts
        if _WITHOUT_BAND[0] < quad.aspect < _WITHOUT_BAND[1]:
            for band in sorted({layout.ground.band_height for layout in layouts}):
                yield _mapping(corners, band), [one for one in layouts if one.ground.band_height == band]


def _mapping(corners: Floats, top: float) -> Matrix:
    card = np.array(((0, top), (WIDTH_MM, top), (WIDTH_MM, HEIGHT_MM), (0, HEIGHT_MM)), np.float32)
    return np.asarray(cv2.getPerspectiveTransform(card, corners.astype(np.float32)), np.float64)


def _ink(grey: Picture, to_frame: Matrix) -> Matrix:
    """How much darker the points are than the paper around them, 0 to 1, whatever light falls there; summed up.

    Element (y, x) is the sum over all points above and left of it, at 5 points a millimetre.
    """
    size = (round(WIDTH_MM * _POINTS_PER_MM), round(HEIGHT_MM * _POINTS_PER_MM))
    scale = np.diag((1 / _POINTS_PER_MM, 1 / _POINTS_PER_MM, 1.0))
    flat = cv2.warpPerspective(grey, to_frame @ scale, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    paper = cv2.morphologyEx(flat, cv2.MORPH_CLOSE, _STROKE)
    ink = (paper.astype(np.float32) - flat) / (paper + _DARK)
    return np.asarray(cv2.integral(ink.astype(np.float32)), np.float64)


def _fit(ink: Matrix, layout: FaceLayout) -> float:
    lines = (layout.holder, layout.address, layout.birth, layout.sex, layout.expiry, layout.code, *layout.captions)
    return float(np.mean([_stands_out(ink, line) for line in lines]))


def _stands_out(ink: Matrix, line: Line) -> float:
    """Ink in the box against ink above and beneath it."""
    box = line.box
    left, right = box.x, box.x + min(box.width, _START_MM)
    top, bottom = box.y, box.y + box.height
    around = (_mean(ink, left, top - _RING_MM, right, top) + _mean(ink, left, bottom, right, bottom + _RING_MM)) / 2
    return _mean(ink, left, top, right, bottom) - around


def _mean(ink: Matrix, left: float, top: float, right: float, bottom: float) -> float:
    x0, y0, x1, y1 = (max(0, round(place * _POINTS_PER_MM)) for place in (left, top, right, bottom))
    y1, x1 = max(y1, y0 + 1), max(x1, x0 + 1)
    return float(ink[y1, x1] - ink[y0, x1] - ink[y1, x0] + ink[y0, x0]) / ((y1 - y0) * (x1 - x0))
