"""Which candidate is the card, which way round it lies and which layout it has: decided by where print stands."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware.face.printed.layout import HEIGHT_MM, WIDTH_MM, FaceLayout, Line
from firmware.face.printed.locate import Floats, Picture, Quad, find_quads, mixed

Matrix = NDArray[np.float64]

# Sides of an ID-1 card, and of what is left when the coloured band is taken for tray; wide because cards lean.
_WHOLE = (1.45, 1.72)
_WITHOUT_BAND = (1.65, 2.0)
_HALF_BAND = (1.6, 1.85)
# Letters are two to three millimetres high: at this scale their strokes still stand out.
_POINTS_PER_MM = 5
_STROKE = np.ones((7, 7), np.uint8)
_DARK = 8.0
# Print begins at the left of its box and may be short.
_START_MM = 9.0
_RING_MM = 1.2
# An edge in shadow is easily found a millimetre beside its place: print is looked for so far around, then finely.
_AROUND_MM, _STEP_MM = 2.0, 0.4
_FINE_MM, _FINE_STEP_MM = 0.4, 0.1
_MOST_CANDIDATES = 8
# Print of a card that was found to the point fits better, unless it is very dark.
_WEAK = 0.11
# So badly fits what is no print.
_WRONG = 0.075


@dataclass(frozen=True, slots=True)
class Registered:
    """A card: 3 x 3 from millimetres on it to points of the frame, its layout, how well print fits (more is better)."""

    to_frame: Matrix
    layout: FaceLayout
    fit: float


def register(frames: Sequence[Picture], layouts: Sequence[FaceLayout], known: Registered | None) -> list[Registered]:
    """One card in each of its frames (height x width x 3 RGB), none without a card. `known` is from an earlier frame.

    A card hardly moves between frames, so where it was found best is looked at in all of them.
    """
    greys = [np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), np.uint8) for frame in frames]
    found = [_best(grey, find_quads(frame), layouts) for grey, frame in zip(greys, frames, strict=True)]
    best = max((one for one in (known, *found) if one is not None), key=lambda one: one.fit, default=None)
    return [] if best is None else [_followed(grey, one, best) for grey, one in zip(greys, found, strict=True)]


def _best(grey: Picture, quads: Sequence[Quad], layouts: Sequence[FaceLayout]) -> Registered | None:
    """The best of all candidates, None without any."""
    some = quads[:_MOST_CANDIDATES]
    best = _best_way(grey, (way for quad in some for way in _ways(quad, layouts)))
    if best is None or best.fit < _WEAK:
        best = _better(best, _best_way(grey, (way for quad in some for way in _half_ways(quad, layouts))))
    if best is not None and best.fit < _WRONG:
        best = _better(best, _best_way(grey, (way for quad in mixed(some) for way in _ways(quad, layouts))))
    return None if best is None else _placed(_ink(grey, best.to_frame), best, _grid(_FINE_MM, _FINE_STEP_MM))


def _better(one: Registered | None, other: Registered | None) -> Registered | None:
    return max((card for card in (one, other) if card is not None), key=lambda card: card.fit, default=None)


def _best_way(grey: Picture, ways: Iterable[tuple[Matrix, Sequence[FaceLayout]]]) -> Registered | None:
    looks = ((to_frame, _ink(grey, to_frame), group) for to_frame, group in ways)
    around = _grid(_AROUND_MM, _STEP_MM)
    return max(
        (_placed(ink, Registered(to_frame, one, 0.0), around) for to_frame, ink, group in looks for one in group),
        key=lambda card: card.fit,
        default=None,
    )


def _followed(grey: Picture, own: Registered | None, best: Registered) -> Registered:
    """What the frame itself says, unless print fits better where the card was found best."""
    if own is best:
        return best
    near = _placed(_ink(grey, best.to_frame), best, _grid(_AROUND_MM, _STEP_MM))
    there = _placed(_ink(grey, near.to_frame), near, _grid(_FINE_MM, _FINE_STEP_MM))
    return there if own is None or own.layout is not best.layout or there.fit > own.fit else own


def _ways(quad: Quad, layouts: Sequence[FaceLayout]) -> Iterator[tuple[Matrix, Sequence[FaceLayout]]]:
    for corners in (quad.corners, np.roll(quad.corners, 2, axis=0)):
        if _WHOLE[0] < quad.aspect < _WHOLE[1]:
            yield _mapping(corners, 0.0, 0.0), layouts
        if _WITHOUT_BAND[0] < quad.aspect < _WITHOUT_BAND[1]:
            for band, banded in _by_band(layouts):
                yield _mapping(corners, band, band), banded


def _half_ways(quad: Quad, layouts: Sequence[FaceLayout]) -> Iterator[tuple[Matrix, Sequence[FaceLayout]]]:
    """A shadow across the band may leave one end of it to the card."""
    for corners in (quad.corners, np.roll(quad.corners, 2, axis=0)):
        if _HALF_BAND[0] < quad.aspect < _HALF_BAND[1]:
            for band, banded in _by_band(layouts):
                yield _mapping(corners, 0.0, band), banded
                yield _mapping(corners, band, 0.0), banded


def _by_band(layouts: Sequence[FaceLayout]) -> list[tuple[float, list[FaceLayout]]]:
    bands = sorted({layout.ground.band_height for layout in layouts})
    return [(band, [one for one in layouts if one.ground.band_height == band]) for band in bands]


def _mapping(corners: Floats, top_left: float, top_right: float) -> Matrix:
    card = ((0, top_left), (WIDTH_MM, top_right), (WIDTH_MM, HEIGHT_MM), (0, HEIGHT_MM))
    to = cv2.getPerspectiveTransform(np.array(card, np.float32), corners.astype(np.float32))
    return np.asarray(to, np.float64)


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


def _placed(ink: Matrix, card: Registered, shifts: Matrix) -> Registered:
    """Moved by that one of the shifts at which print fits best."""
    (right, down), fit = _fittest(ink, _boxes(card.layout), shifts)
    move = np.array(((1, 0, right), (0, 1, down), (0, 0, 1)))
    return Registered(card.to_frame @ move, card.layout, fit)


def _grid(reach: float, step: float) -> Matrix:
    """Shifts in millimetres, n x 2, right and down."""
    steps = np.arange(-reach, reach + step / 2, step)
    return np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)


def _boxes(layout: FaceLayout) -> Matrix:
    """Where letters stand, above, beneath and before them: lines x 4 x (left, top, right, bottom), millimetres."""
    lines = (layout.holder, layout.address, layout.birth, layout.sex, layout.expiry, layout.code, *layout.captions)
    return np.array([_around(line) for line in lines])


def _around(line: Line) -> tuple[tuple[float, float, float, float], ...]:
    start, end = line.box.x, line.box.x + min(line.box.width, _START_MM)
    middle = line.box.y + line.box.height / 2
    top, bottom = middle - line.letters / 2, middle + line.letters / 2
    above, beneath = (start, top - _RING_MM, end, top), (start, bottom, end, bottom + _RING_MM)
    return (start, top, end, bottom), above, beneath, (start - _RING_MM, top, start, bottom)


def _fittest(ink: Matrix, boxes: Matrix, shifts: Matrix) -> tuple[Matrix, float]:
    """The shift at which ink stands out best: where letters are against around them, mean of all lines."""
    places = boxes + np.concatenate([shifts, shifts], axis=1)[:, None, None, :]
    points = np.maximum(np.rint(places * _POINTS_PER_MM).astype(np.int64), 0)
    height, width = ink.shape
    x0, y0 = np.minimum(points[..., 0], width - 2), np.minimum(points[..., 1], height - 2)
    x1 = np.clip(points[..., 2], x0 + 1, width - 1)
    y1 = np.clip(points[..., 3], y0 + 1, height - 1)
    mean = (ink[y1, x1] - ink[y0, x1] - ink[y1, x0] + ink[y0, x0]) / ((y1 - y0) * (x1 - x0))
    fits = (mean[..., 0] - mean[..., 1:].mean(axis=-1)).mean(axis=-1)
    best = int(fits.argmax())
    return shifts[best], float(fits[best])
