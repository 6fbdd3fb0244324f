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
_SHIFTS_MM = tuple(step / 5 for step in range(-10, 11))
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
    best_ink: Matrix = np.zeros((1, 1))
    grey = np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), np.uint8)
    for quad in quads[:_MOST_CANDIDATES]:
        for to_frame, layout_group in _ways(quad, layouts):
            ink = _ink(grey, to_frame)
            for layout in layout_group:
                fit = _fit(ink, layout, 0.0, 0.0)
                if best is None or fit > best.fit:
                    best, best_ink = Registered(to_frame, layout, fit), ink
    return best and _moved(best, best_ink)


def _moved(card: Registered, ink: Matrix) -> Registered:
    """Moved to where print fits best: an edge in shadow is easily found a millimetre beside its place."""
    right = max(_SHIFTS_MM, key=lambda shift: _fit(ink, card.layout, shift, 0.0))
    down = max(_SHIFTS_MM, key=lambda shift: _fit(ink, card.layout, right, shift))
    right = max(_SHIFTS_MM, key=lambda shift: _fit(ink, card.layout, shift, down))
    move = np.array(((1, 0, right), (0, 1, down), (0, 0, 1)))
    return Registered(card.to_frame @ move, card.layout, _fit(ink, card.layout, right, down))


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


def _fit(ink: Matrix, layout: FaceLayout, right: float, down: float) -> float:
    """How well print fits when the layout is moved by so many millimetres."""
    lines = (layout.holder, layout.address, layout.birth, layout.sex, layout.expiry, layout.code, *layout.captions)
    return float(np.mean([_stands_out(ink, line, right, down) for line in lines]))


def _stands_out(ink: Matrix, line: Line, right: float, down: float) -> float:
    """Ink where letters stand against ink above, beneath and before them."""
    start, end = line.box.x + right, line.box.x + right + min(line.box.width, _START_MM)
    middle = line.box.y + line.box.height / 2 + down
    top, bottom = middle - line.letters / 2, middle + line.letters / 2
    above = _mean(ink, start, top - _RING_MM, end, top)
    beneath = _mean(ink, start, bottom, end, bottom + _RING_MM)
    before = _mean(ink, start - _RING_MM, top, start, bottom)
    return _mean(ink, start, top, end, bottom) - (above + beneath + before) / 3


def _mean(ink: Matrix, left: float, top: float, right: float, bottom: float) -> float:
    x0, y0, x1, y1 = (max(0, round(place * _POINTS_PER_MM)) for place in (left, top, right, bottom))
    height, width = ink.shape
    y0, x0 = min(y0, height - 2), min(x0, width - 2)
    y1, x1 = min(max(y1, y0 + 1), height - 1), min(max(x1, x0 + 1), width - 1)
    total = ink[y1, x1] - ink[y0, x1] - ink[y1, x0] + ink[y0, x0]
    return float(total / ((y1 - y0) * (x1 - x0)))
