"""What is behind and below a head: room, shoulders, neck, ears and hanging hair. All of it flat."""

import cv2
import numpy as np

from tools.issue.portraits.hair import hair_colour, hanging, is_long
from tools.issue.portraits.identity import Identity
from tools.issue.portraits.numbers import Floats, floats, mix, noise
from tools.issue.portraits.paint import skin_colour
from tools.issue.portraits.shot import Shot, unit_pixels
from tools.issue.portraits.trace import turning

PLAIN = -1  # the background of an identity photo
_WALLS = ((0.83, 0.84, 0.80), (0.78, 0.82, 0.85), (0.86, 0.82, 0.76), (0.80, 0.82, 0.82))
_CLOTH = (
    (0.20, 0.24, 0.34),
    (0.55, 0.27, 0.27),
    (0.30, 0.42, 0.38),
    (0.62, 0.60, 0.55),
    (0.24, 0.24, 0.25),
    (0.72, 0.74, 0.80),
)


def room(number: int, size: tuple[int, int]) -> Floats:
    """A waiting room out of focus; `PLAIN` for an even light ground."""
    width, height = size
    if number == PLAIN:
        return np.full((height, width, 3), 0.91, np.float32)
    chance = np.random.default_rng((0x4003, number))
    wall = floats(_WALLS[number % len(_WALLS)])
    down = np.linspace(1.04, 0.90, height, dtype=np.float32)[:, None, None]
    canvas = np.ascontiguousarray(np.broadcast_to(wall * down, (height, width, 3)), np.float32)
    for _ in range(5):
        left, top = int(chance.uniform(-0.1, 0.9) * width), int(chance.uniform(-0.1, 0.6) * height)
        right, bottom = left + int(chance.uniform(0.08, 0.3) * width), top + int(chance.uniform(0.1, 0.5) * height)
        tint = np.clip(wall * chance.uniform(0.75, 1.08) + chance.normal(0, 0.02, 3), 0, 1)
        cv2.rectangle(canvas, (left, top), (right, bottom), tuple(float(part) for part in tint), -1)
    counter = int(height * chance.uniform(0.72, 0.85))
    cv2.rectangle(canvas, (0, counter), (width, height), (0.58, 0.50, 0.42), -1)
    return np.asarray(cv2.GaussianBlur(canvas, (0, 0), height / 45), np.float32)


def stand(canvas: Floats, person: Identity, shot: Shot, cloth: int) -> Floats:
    """Draw all of a person but the head, onto the canvas itself."""
    unit = unit_pixels(shot)
    middle = (shot.at[0] * shot.size[0], shot.at[1] * shot.size[1])
    level = 0.9 + 0.1 * shot.light.hard
    if is_long(person):
        canvas = _hang(canvas, person, shot, middle, unit)
    canvas = _shoulders(canvas, middle, unit, cloth, level)
    canvas = _neck(canvas, person, middle, unit, level)
    return _ears(canvas, person, shot, middle, unit, level)


def _fill(canvas: Floats, points: Floats, colour: Floats, soft: float) -> Floats:
    """Fill a polygon; `colour` is one colour or a canvas of colours."""
    edge = int(4 * soft) + 2
    low = np.maximum(np.floor(points.min(axis=0)).astype(int) - edge, 0)
    high = np.minimum(np.ceil(points.max(axis=0)).astype(int) + edge, canvas.shape[1::-1])
    if (high <= low).any():
        return canvas
    window = (slice(low[1], high[1]), slice(low[0], high[0]))
    mask = np.zeros((high[1] - low[1], high[0] - low[0]), np.float32)
    cv2.fillPoly(mask, [np.round((points - low) * 8).astype(np.int32)], 1.0, cv2.LINE_8, 3)
    ink = colour if colour.ndim == 1 else colour[window]
    canvas[window] = mix(canvas[window], ink, np.asarray(cv2.GaussianBlur(mask, (0, 0), soft), np.float32))
    return canvas


def _outline(middle: tuple[float, float], unit: float, right_half: list[tuple[float, float]]) -> Floats:
    half = np.array(right_half, np.float32)
    both = floats(np.concatenate((half, half[::-1] * floats((-1, 1)))))
    return floats(floats(middle) + both * floats((unit, -unit)))


def _shoulders(canvas: Floats, middle: tuple[float, float], unit: float, cloth: int, level: float) -> Floats:
    colour = floats(_CLOTH[cloth % len(_CLOTH)]) * floats(level)
    rows = np.linspace(1.08, 0.75, canvas.shape[0], dtype=np.float32)[:, None, None]
    weave = 1.0 + 0.03 * noise(cloth, (canvas.shape[0], canvas.shape[1]), 6)[..., None]
    angle = np.linspace(0.0, 1.0, 14)
    curve = [(0.30 + 1.25 * float(t), -1.28 - 0.34 * float(t) ** 2.2) for t in angle]
    body = _outline(middle, unit, [(0.0, -1.42), (0.24, -1.30), *curve, (1.75, -2.2), (1.85, -9.0)])
    canvas = _fill(canvas, body, floats(colour * rows * weave), 1.2)
    collar = _outline(
        middle, unit, [(0.0, -1.72), (0.10, -1.66), (0.37, -1.27), (0.42, -1.33), (0.12, -1.80), (0.0, -1.88)]
    )
    return _fill(canvas, collar, floats(colour * 0.55 + 0.38), 1.0)


def _neck(canvas: Floats, person: Identity, middle: tuple[float, float], unit: float, level: float) -> Floats:
    skin = floats(skin_colour(person)) * floats(0.86 * level)
    rows = (np.arange(canvas.shape[0], dtype=np.float32) - middle[1]) / unit
    shadow = 0.58 + 0.42 * np.clip((rows - 0.95) / 0.5, 0, 1)
    shape = _outline(
        middle, unit, [(0.0, -0.6), (0.40, -0.6), (0.37, -1.05), (0.39, -1.25), (0.12, -1.66), (0.0, -1.72)]
    )
    return _fill(canvas, shape, floats(skin * shadow[:, None, None] * np.ones_like(canvas)), 1.5)


def _ears(
    canvas: Floats, person: Identity, shot: Shot, middle: tuple[float, float], unit: float, level: float
) -> Floats:
    turn = turning(shot.pose)
    skin = floats(skin_colour(person)) * floats(0.88 * level)
    for side in (-1, 1):
        x, y, _ = turn @ floats((side * person["skull_width"] * 1.0, -0.06, -0.05))
        # An ear that turns away from the camera hides behind the head by itself: the head is drawn over it.
        centre = floats(middle) + floats((x, -y)) * unit
        ring = np.linspace(0, 2 * np.pi, 40)
        lean = side * 0.16 - np.radians(shot.pose.roll)
        for scale, tone in ((1.0, 1.0), (0.55, 0.80)):
            flat = np.stack((0.085 * scale * np.cos(ring), person["ear"] * scale * np.sin(ring)), axis=1)
            turned = flat @ np.array(((np.cos(lean), np.sin(lean)), (-np.sin(lean), np.cos(lean))))
            points = floats(centre + turned * np.array((unit, -unit)))
            canvas = _fill(canvas, points, floats(skin * floats(tone)), 1.0)
    return canvas


def _hang(canvas: Floats, person: Identity, shot: Shot, middle: tuple[float, float], unit: float) -> Floats:
    end = hanging(person)
    wide = person["skull_width"] + person["hair_volume"] + 0.02
    half = [
        (0.0, 0.9),
        (wide * 0.8, 0.6),
        (wide, 0.1),
        (wide * 1.03, -0.5),
        (wide * 0.98, end + 0.15),
        (wide * 0.85, end),
        (0.0, end),
    ]
    sway = floats((-shot.pose.yaw / 90 * 0.5 * unit, 0.0))
    columns = np.arange(canvas.shape[1], dtype=np.float32)[None, :] / unit * 60
    strands = 0.82 + 0.22 * np.sin(columns + 1.5 * noise(21, (canvas.shape[0], canvas.shape[1]), 50))
    colour = floats(hair_colour(person)) * strands[..., None]
    return _fill(canvas, _outline(middle, unit, half) + sway, floats(colour), 1.5)
