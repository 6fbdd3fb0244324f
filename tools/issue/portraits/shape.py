"""The form of a head: how far its surface is from the middle of the head, in every direction.

Directions are laid out on a square by stereographic projection from the back of the head, so that there is no pole
and no seam where anything can be seen: u = x / (1 + z), v = y / (1 + z) for the unit vector (x, y, z) with x to the
right of the picture, y up and z towards the camera.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from tools.issue.portraits.hair import hair_mask
from tools.issue.portraits.identity import Identity
from tools.issue.portraits.numbers import Floats, bump, floats, step

REACH = 1.6  # of u and v: 116 degrees from the front, more than a turn of 25 degrees lets be seen
COARSE, FINE = 400, 800  # points a side: of the form, of the paint


@dataclass(frozen=True, slots=True)
class Expression:
    """What the face does: each 0..1."""

    smile: float = 0.0
    opened: float = 0.0
    blink: float = 0.0


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each point of the square lies on the plain head, in half head heights, with z towards the camera."""

    x: Floats
    y: Floats
    z: Floats


def directions(side: int) -> tuple[Floats, Floats, Floats]:
    """The unit vectors of a square with `side` points; row 0 is the top of the head."""
    line = np.linspace(-REACH, REACH, side, dtype=np.float32)
    u, v = np.meshgrid(line, -line)
    below = 1.0 + u * u + v * v
    return 2.0 * u / below, 2.0 * v / below, (2.0 - below) / below


def plain_head(person: Identity) -> Floats:
    """Distance of the surface without any feature: skull, cheeks, jaw."""
    x, y, z = directions(COARSE // 2)  # a plain head has nothing small
    near, far = np.full_like(x, 0.1), np.full_like(x, 2.0)
    for _ in range(14):
        middle = (near + far) / 2
        outside = _beyond(person, x * middle, y * middle, z * middle) > 1.0
        far = np.where(outside, middle, far)
        near = np.where(outside, near, middle)
    grown = cv2.resize((near + far) / 2, (COARSE, COARSE), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.GaussianBlur(grown, (0, 0), 2.0), np.float32)


def _beyond(person: Identity, x: Floats, y: Floats, z: Floats) -> Floats:
    down = step(0.05, -1.0, y)
    width = person["skull_width"] * (1.0 - (1.0 - person["jaw_width"]) * down**1.3)
    height = np.where(y < 0, person["chin_length"] * 1.03, 1.02)
    power = np.where(y < 0, person["jaw_square"], 2.3)
    depth = np.where(z > 0, 0.74 + person["forehead"] * step(0.2, 0.6, y) - 0.06 * down, 0.92 - 0.3 * down)
    sides = np.abs(x / width) ** 2.25
    return floats(sides + np.abs(y / height) ** power + np.abs(z / depth) ** 2.2)


def layout(radius: Floats, side: int) -> Layout:
    """The points of the plain head, on a square of `side` points."""
    x, y, z = directions(side)
    grown = np.asarray(cv2.resize(radius, (side, side), interpolation=cv2.INTER_CUBIC), np.float32)
    return Layout(x * grown, y * grown, z * grown)


def relief(person: Identity, expression: Expression, place: Layout) -> Floats:
    """What the features add to the distance."""
    x, y = place.x, place.y
    side = np.abs(x)
    front = step(0.0, 0.3, place.z)
    lift = 0.03 * expression.smile
    form = _nose(person, x, y, side) + _mouth(person, expression, x, y, side)
    eye = (person["eye_apart"], person["eye_height"])
    form -= person["eye_socket"] * bump(side, y, (eye[0] - 0.02, eye[1] + 0.02), (0.13, 0.085))
    form += 0.032 * bump(side, y, eye, (0.085, 0.05))
    form += 0.022 * bump(side, y, (eye[0], person["brow_height"] + eye[1]), (0.16, 0.05))
    form += person["cheekbone"] * bump(side, y, (0.44, -0.22), (0.14, 0.12))
    form += (person["cheek_full"] + lift) * bump(side, y, (0.36, -0.48 + lift), (0.15, 0.16))
    form += person["chin_forward"] * bump(x, y, (0.0, -0.92), (person["chin_width"], 0.10))
    form -= 0.030 * bump(x, y, (0.0, line_at_middle(person) - 0.15), (0.15, 0.04))
    form -= 0.020 * bump(side, y, (0.56, 0.12), (0.10, 0.16))
    form += person["brow_ridge"] * bump(side, y, (0.22, eye[1] + 0.14), (0.20, 0.05))
    form -= person["cheek_hollow"] * bump(side, y, (0.42, -0.50), (0.10, 0.14))
    form += person["jaw_corner"] * bump(side, y, (0.50, -0.62), (0.10, 0.12))
    hair = hair_mask(person, x, y, place.z, 0.16)
    return floats(form * front + person["hair_volume"] * hair * (0.75 + 0.25 * step(0.3, 0.9, y)))


def _nose(person: Identity, x: Floats, y: Floats, side: Floats) -> Floats:
    end = person["eye_height"] - person["nose_length"]
    along = step(0.10, end, y)
    bridge = person["nose_bridge_width"]
    width = bridge + (person["nose_tip_width"] - bridge) * along
    height = person["nose_bridge"] + (person["nose_tip"] - person["nose_bridge"]) * along**1.4
    ridge = np.exp(-0.5 * (x / width) ** 2) * height * step(end - 0.075, end + 0.01, y) * step(0.22, 0.02, y)
    ridge = ridge + person["nose_hump"] * bump(x, y, (0.0, end * 0.45), (0.06, 0.07))
    ball = 0.050 * bump(x, y, (0.0, end + 0.015), (0.075, 0.060))
    wing = 0.060 * bump(side, y, (person["nose_width"] * 0.86, end - 0.010), (0.042, 0.046))
    return floats(ridge + ball + wing)


def _mouth(person: Identity, expression: Expression, x: Floats, y: Floats, side: Floats) -> Floats:
    line = mouth_line(person, expression, x)
    wide = person["mouth_width"] * (1.0 + 0.16 * expression.smile)
    within = step(wide * 1.25, wide * 0.3, side)
    upper, lower = person["upper_lip"], person["lower_lip"] + 0.03 * expression.opened
    form = person["lip_forward"] * bump(x, y, (0.0, line_at_middle(person)), (0.20, 0.13))
    form += 0.028 * within * np.exp(-0.5 * ((y - line - upper * 0.7) / (upper * 0.7)) ** 2)
    form += 0.036 * within * np.exp(-0.5 * ((y - line + lower * 0.7) / (lower * 0.6)) ** 2)
    form -= 0.026 * within * np.exp(-0.5 * ((y - line) / 0.012) ** 2)
    nostril_end = person["eye_height"] - person["nose_length"] - 0.06
    groove = step(line_at_middle(person) + upper, nostril_end, y) * step(nostril_end + 0.05, nostril_end, y)
    form -= 0.014 * groove * np.exp(-0.5 * (x / 0.028) ** 2)
    fold_x = 0.15 + (-0.38 - y) * 0.36 + 0.03 * expression.smile
    fold = np.exp(-0.5 * ((side - fold_x) / 0.022) ** 2) * step(-0.72, -0.58, y) * step(-0.36, -0.46, y)
    form -= (0.007 + 0.012 * max(0.0, person["folds"]) + 0.016 * expression.smile) * fold
    return floats(form)


def line_at_middle(person: Identity) -> float:
    """Height of the mouth's line at its middle: never so near to the nose that they touch."""
    below_nose = person["eye_height"] - person["nose_length"] - 0.185
    return min(-person["mouth_height"], below_nose - person["upper_lip"])


def mouth_line(person: Identity, expression: Expression, x: Floats) -> Floats:
    """Height of the line between the lips."""
    wide = person["mouth_width"]
    curve = 0.008 - 0.055 * expression.smile
    return floats(line_at_middle(person) - curve * (x / wide) ** 2)
