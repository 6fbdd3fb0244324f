"""Where a card may lie in a frame: quadrilaterals with a card's sides, found at several thresholds.

No single threshold holds under a shadow, so several are tried; `register` then decides by what is printed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

# Searching needs no more than two or three points a millimetre.
SHRINK = 4
# A card that fills less of the frame has too few points in its letters.
_LEAST_SHARE = 0.12
# A filled card against the quadrilateral through its sides: round corners take a little, a hand or a glare more.
_FILLING = (0.80, 1.06)
# Adds to a value before its logarithm, so that the noise of dark points does not count as contrast.
_DARK = 6.0
_LEVELS = (0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85)
_AROUND = ((41, 0.08), (41, 0.2), (91, 0.08), (91, 0.2))
# Corners this near one another (points of the frame) are the same card.
_SAME = 6.0
_FEWEST_ON_SIDE = 15


@dataclass(frozen=True, slots=True)
class Quad:
    """Four corners, 4 x 2 in points of the frame, clockwise; the first side is a long one. `filling` should be 1."""

    corners: Floats
    filling: float

    @property
    def aspect(self) -> float:
        """Long sides by short sides."""
        sides = np.linalg.norm(self.corners - np.roll(self.corners, -1, axis=0), axis=1)
        return float((sides[0] + sides[2]) / (sides[1] + sides[3]))


def find_quads(frame: Picture) -> tuple[Quad, ...]:
    """Candidates in a height x width x 3 RGB frame, the best filled first; none where no card lies."""
    found: list[Quad] = []
    for mask in _masks(frame):
        quad = _largest(mask)
        if quad is not None:
            found.append(quad)
    found.sort(key=lambda quad: abs(1 - quad.filling))
    different: list[Quad] = []
    for quad in found:
        if all(np.abs(quad.corners - other.corners).max() > _SAME for other in different):
            different.append(quad)
    return tuple(different)


def mixed(quads: Sequence[Quad]) -> Iterator[Quad]:
    """Each candidate with one side of another: where a shadow lies over one side and a lamp on the opposite one."""
    for quad, other in permutations(quads, 2):
        for side in range(4):
            sides = [_through(quad, number) for number in range(4)]
            sides[side] = _through(other, side)
            corners = _meetings(sides)
            if corners is not None:
                yield Quad(corners, quad.filling)


def _through(quad: Quad, side: int) -> NDArray[np.float64]:
    """The line through a side, homogeneous; the first side is the one between the first two corners."""
    start, end = (np.append(quad.corners[place % 4].astype(np.float64), 1.0) for place in (side, side + 1))
    return np.cross(start, end)


def _masks(frame: Picture) -> Iterator[Picture]:
    small = cv2.resize(frame, None, fx=1 / SHRINK, fy=1 / SHRINK, interpolation=cv2.INTER_AREA)
    # The brightest channel keeps coloured print apart from a grey tray.
    level = cv2.GaussianBlur(np.log(small.max(axis=2).astype(np.float32) + _DARK), (0, 0), 1.0)
    low, high = np.percentile(level, (2, 98))
    for share in _LEVELS:
        yield _cleaned(np.asarray(level > low + (high - low) * share, np.uint8))
    for size, above in _AROUND:
        yield _cleaned(np.asarray(level > cv2.blur(level, (size, size)) + above, np.uint8))


def _cleaned(mask: Picture) -> Picture:
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)), np.uint8)


def _largest(mask: Picture) -> Quad | None:
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(outlines, key=cv2.contourArea, default=None)
    if outline is None or cv2.contourArea(outline) < _LEAST_SHARE * mask.size:
        return None
    corners = _corners(np.asarray(outline[:, 0], np.float32))
    if corners is None:
        return None
    filling = cv2.contourArea(outline) / max(1.0, cv2.contourArea(corners))
    if not _FILLING[0] < filling < _FILLING[1]:
        return None
    return Quad(corners * SHRINK + np.float32((SHRINK - 1) / 2), filling)


def _corners(points: Floats) -> Floats | None:
    """Where the lines through the four sides meet: round corners and single dents do not matter."""
    middle, (width, height), turn = cv2.minAreaRect(points)
    if width < height:
        width, height, turn = height, width, turn + 90
    angle = np.radians(turn)
    along = (points - middle) @ np.array((np.cos(angle), np.sin(angle))) / (width / 2)
    down = (points - middle) @ np.array((-np.sin(angle), np.cos(angle))) / (height / 2)
    near, far = 0.8, 0.85
    sides = (
        (down < -near) & (np.abs(along) < far),
        (along > far) & (np.abs(down) < near),
        (down > near) & (np.abs(along) < far),
        (along < -far) & (np.abs(down) < near),
    )
    if any(side.sum() < _FEWEST_ON_SIDE for side in sides):
        return None
    return _meetings([_line(points[side]) for side in sides])


def _meetings(lines: Sequence[NDArray[np.float64]]) -> Floats | None:
    """The four corners, each where a side meets the one before it; None where two do not meet."""
    meetings = np.array([np.cross(lines[number - 1], lines[number]) for number in range(4)])
    if np.abs(meetings[:, 2]).min() < np.finfo(np.float32).eps:
        return None
    return np.asarray(meetings[:, :2] / meetings[:, 2:], np.float32)


def _line(points: Floats) -> NDArray[np.float64]:
    """The line through points, homogeneous."""
    dx, dy, x, y = (float(value) for value in cv2.fitLine(points, cv2.DIST_HUBER, 0, 0.01, 0.01).ravel())
    return np.cross(np.array((x, y, 1.0)), np.array((x + dx, y + dy, 1.0)))
