"""What the card camera sees: a drawn face side, laid into the tray and disturbed within the ranges."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware.face.printed.layout import CORNER_MM, HEIGHT_MM, WIDTH_MM
from tools.issue.card_faces.draw import POINTS_PER_MM, Picture
from tools.issue.card_faces.ranges import Ranges
from tools.issue.card_faces.scene import Draw, Scene, homography, scene

Floats = NDArray[np.float32]

# Half the drawing's points, averaged: what a lens does anyway, and sampling it then loses no thin line.
_STEP = POINTS_PER_MM / 2
_MARGIN = 12
_COARSE = 4
_SHADOW_EDGE_MM = 4.0
_SCRATCH_MM = 0.12


@dataclass(frozen=True, slots=True)
class _Seen:
    """Where on the card each point of the frame looks, millimetres."""

    x: Floats
    y: Floats


def disturbed(face: Picture, seed: int, ranges: Ranges) -> Picture:
    """The first frame of `film`: height x width x 3 RGB."""
    return next(film(face, seed, ranges))


def film(face: Picture, seed: int, ranges: Ranges) -> Iterator[Picture]:
    """The frames that one card in the tray gives. The same seed and ranges give the same frames."""
    still = scene(seed, ranges)
    smaller = np.asarray(cv2.resize(face, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    printed = _cut_out(_scratched(smaller, still))
    for index in range(ranges.frame.count):
        draw = Draw(np.random.default_rng((seed, 3, index)))
        yield _frame(printed, _moved(still, draw, ranges), draw, ranges)


def _moved(still: Scene, draw: Draw, ranges: Ranges) -> Scene:
    """The scene a moment later."""
    (x, y), (dx, dy) = still.shift, draw.pair(ranges.between.shift_mm)
    wander = ranges.glare.wander_mm
    return replace(
        still,
        shift=(x + dx, y + dy),
        rotation=still.rotation + draw.span(ranges.between.rotation_deg),
        exposure=still.exposure * (1 + draw.span(ranges.light.flicker)),
        spots=tuple(replace(spot, x=spot.x + draw.span(wander), y=spot.y + draw.span(wander)) for spot in still.spots),
    )


def _frame(printed: Picture, shot: Scene, draw: Draw, ranges: Ranges) -> Picture:
    width, height = ranges.frame.width, ranges.frame.height
    seen = _look(shot, width, height, 1)
    at = [place * _STEP + _MARGIN - 0.5 for place in (seen.x, seen.y)]
    card = cv2.remap(printed, at[0], at[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    # Light and glare are smooth: every fourth point each way is enough.
    coarse = _look(shot, width, height, _COARSE)
    light = cv2.resize(_light(shot, coarse), (width, height))
    glare = cv2.resize(_glare(shot, coarse), (width, height))
    cover = card[..., 3:].astype(np.float32) / 255
    tray = _tray(shot, draw, width, height)
    picture = (tray + (card[..., :3] - tray) * cover) * light + glare[..., None] * cover
    return _sensed(picture.astype(np.float32), shot, draw, ranges)


def _look(shot: Scene, width: int, height: int, step: int) -> _Seen:
    half = (step - 1) / 2
    columns = np.arange(half, width, step, dtype=np.float32)
    across, down = np.meshgrid(columns, np.arange(half, height, step, dtype=np.float32))
    dx, dy = (across - width / 2), (down - height / 2)
    bent = 1 + shot.bend * (dx**2 + dy**2) / ((width / 2) ** 2 + (height / 2) ** 2)
    back = np.linalg.inv(homography(shot, width, height)).astype(np.float32)
    u, v = dx * bent + width / 2, dy * bent + height / 2
    scale = back[2, 0] * u + back[2, 1] * v + back[2, 2]
    x = (back[0, 0] * u + back[0, 1] * v + back[0, 2]) / scale
    y = (back[1, 0] * u + back[1, 1] * v + back[1, 2]) / scale
    return _Seen(x, y)


def _cut_out(printed: Picture) -> Picture:
    """Red, green, blue and how much of a point is card: with round corners and a margin that is not card."""
    height, width = printed.shape[:2]
    corner = round(CORNER_MM * _STEP)
    cover = np.zeros((height, width), np.uint8)
    cover[corner:-corner] = 255
    cover[:, corner:-corner] = 255
    for x in (corner, width - 1 - corner):
        for y in (corner, height - 1 - corner):
            cv2.circle(cover, (x, y), corner, 255, -1, cv2.LINE_AA)
    framed = np.pad(printed, ((_MARGIN, _MARGIN), (_MARGIN, _MARGIN), (0, 0)), "edge")
    edge = np.pad(cover, _MARGIN)
    return np.dstack((framed, edge))


def _light(shot: Scene, seen: _Seen) -> Floats:
    """Height x width x 3 factors."""
    along = (seen.x / WIDTH_MM - 0.5) * shot.slope[0] + (seen.y / HEIGHT_MM - 0.5) * shot.slope[1]
    most = (abs(shot.slope[0]) + abs(shot.slope[1])) / 2
    strength, x, y, turn = shot.shadow
    into = (seen.x - x) * np.cos(turn) + (seen.y - y) * np.sin(turn)
    shade = 1 - strength / (1 + np.exp(-np.clip(into * 4 / _SHADOW_EDGE_MM, -30, 30)))
    level = shot.exposure * np.clip(1 + along - most, 0, None) * shade
    tint = np.array((1 + shot.tint[0], 1, 1 + shot.tint[1]), np.float32)
    return np.asarray(level[..., None] * tint, np.float32)


def _glare(shot: Scene, seen: _Seen) -> Floats:
    total: Floats = np.zeros_like(seen.x)
    for spot in shot.spots:
        away = ((seen.x - spot.x) ** 2 + (seen.y - spot.y) ** 2) / (2 * spot.radius**2)
        total += (255 * spot.strength * np.exp(-np.minimum(away, 30))).astype(np.float32)
    return total


def _scratched(printed: Picture, still: Scene) -> Picture:
    marks = np.zeros(printed.shape[:2], np.float32)
    for scratch in still.scratches:
        ends = [tuple(round(place * _STEP) for place in end) for end in (scratch.start, scratch.end)]
        cv2.line(marks, ends[0], ends[1], scratch.strength, max(1, round(_SCRATCH_MM * _STEP)), cv2.LINE_8)
    soft = cv2.GaussianBlur(marks, (0, 0), 0.6)[..., None]
    return (printed * (1 - soft) + 255 * soft).astype(np.uint8)


def _tray(shot: Scene, draw: Draw, width: int, height: int) -> Floats:
    tint = np.array((shot.tray_tint[0], 0, shot.tray_tint[1]), np.float32)
    tray = np.full((height, width, 3), shot.tray_level, np.float32) + tint
    for rib in range(shot.ribs):
        at = round((rib + 0.5) * height / shot.ribs)
        tray[at : at + 6] *= 1.35
        tray[at + 6 : at + 9] *= 0.6
    grain: Floats = draw.dice.standard_normal((height // 2, width // 2), np.float32) * shot.tray_grain
    return tray + cv2.resize(grain, (width, height))[..., None]


def _sensed(picture: Floats, shot: Scene, draw: Draw, ranges: Ranges) -> Picture:
    """Lens, movement, noise and the camera's compression."""
    sharp = ranges.sharpness
    # Below a tenth of a point a blur changes nothing, and OpenCV wants a sigma above zero.
    blurred = cv2.GaussianBlur(picture, (0, 0), max(0.1, shot.defocus))
    smeared = cv2.filter2D(blurred, -1, _motion(draw.span(sharp.motion_points), draw.span((0, np.pi))))
    noise = draw.dice.standard_normal(picture.shape[:2], np.float32) * draw.span(sharp.noise)
    frame = np.clip(smeared + noise[..., None], 0, 255).astype(np.uint8)
    quality = [cv2.IMWRITE_JPEG_QUALITY, draw.count(sharp.jpeg_quality)]
    _, packed = cv2.imencode(".jpg", frame[..., ::-1], quality)
    return np.asarray(cv2.cvtColor(np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR)), cv2.COLOR_BGR2RGB), np.uint8)


def _motion(length: float, turn: float) -> Floats:
    """A kernel that smears along a line of that many points."""
    size = 2 * int(np.ceil(length / 2)) + 3
    kernel = np.zeros((size, size), np.float32)
    middle = size // 2
    for along in np.linspace(-length / 2, length / 2, 33):
        x, y = middle + along * np.cos(turn), middle + along * np.sin(turn)
        left, top = int(np.floor(x)), int(np.floor(y))
        for column, row in ((left, top), (left + 1, top), (left, top + 1), (left + 1, top + 1)):
            kernel[row, column] += (1 - abs(x - column)) * (1 - abs(y - row))
    return np.asarray(kernel / kernel.sum(), np.float32)
