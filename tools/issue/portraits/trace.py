"""Looking at a head: which point of its surface every pixel sees, and how the light falls there."""

from dataclasses import dataclass

import cv2
import numpy as np

from tools.issue.portraits.numbers import Floats, floats, mix, step
from tools.issue.portraits.shape import REACH
from tools.issue.portraits.shot import Light, Pose

_FAR_STEPS, _NEAR_STEPS = 22, 7  # on a third of the points, then on all of them
_EXTENT = 1.25  # half the side of the square that holds a head in any pose, in half head heights


@dataclass(frozen=True, slots=True)
class Seen:
    """A head as it is seen: RGB 0..1 and how much of each pixel it covers."""

    colour: Floats
    cover: Floats
    extent: float = _EXTENT


def turning(pose: Pose) -> Floats:
    """The matrix that takes points of the head to points before the camera."""
    yaw, pitch, roll = np.radians((pose.yaw, -pose.pitch, -pose.roll))
    about_y = np.array(((np.cos(yaw), 0, np.sin(yaw)), (0, 1, 0), (-np.sin(yaw), 0, np.cos(yaw))))
    about_x = np.array(((1, 0, 0), (0, np.cos(pitch), -np.sin(pitch)), (0, np.sin(pitch), np.cos(pitch))))
    about_z = np.array(((np.cos(roll), -np.sin(roll), 0), (np.sin(roll), np.cos(roll), 0), (0, 0, 1)))
    return floats(about_z @ about_x @ about_y)


def look(radius: Floats, paint: Floats, pose: Pose, light: Light, pixels: int) -> Seen:
    """The head on a square of `pixels` a side, its middle in the middle."""
    back = turning(pose).T
    across, up = _square(pixels // 3)
    depth = _approach(radius, back, across, up, np.full_like(across, 1.3), _FAR_STEPS)
    across, up = _square(pixels)
    near = np.asarray(cv2.resize(depth, (pixels, pixels), interpolation=cv2.INTER_LINEAR), np.float32) + 0.03
    depth = _approach(radius, back, across, up, near, _NEAR_STEPS)
    gap = np.abs(_gap(radius, back, across, up, depth))
    cover = step(0.05, 0.02, floats(gap))
    u, v, _ = _place(back, across, up, depth)
    albedo = _sample(paint, u, v)
    shaded = _shade(albedo, depth, light, 2 * _EXTENT / pixels)
    return Seen(shaded, np.asarray(cv2.GaussianBlur(cover, (0, 0), 0.8), np.float32))


def _square(pixels: int) -> tuple[Floats, Floats]:
    line = np.linspace(-_EXTENT, _EXTENT, pixels, dtype=np.float32)
    across, up = np.meshgrid(line, -line)
    return across, up


def _approach(radius: Floats, back: Floats, across: Floats, up: Floats, depth: Floats, steps: int) -> Floats:
    """Go from before the head towards it until the surface is met."""
    for _ in range(steps):
        depth -= 0.62 * _gap(radius, back, across, up, depth)
        np.clip(depth, -1.3, 1.4, out=depth)
    return depth


def _place(back: Floats, across: Floats, up: Floats, depth: Floats) -> tuple[Floats, Floats, Floats]:
    x = back[0, 0] * across + back[0, 1] * up + back[0, 2] * depth
    y = back[1, 0] * across + back[1, 1] * up + back[1, 2] * depth
    z = back[2, 0] * across + back[2, 1] * up + back[2, 2] * depth
    far = np.sqrt(x * x + y * y + z * z)
    below = np.maximum(far + z, 1e-3)
    return x / below, y / below, far


def _gap(radius: Floats, back: Floats, across: Floats, up: Floats, depth: Floats) -> Floats:
    u, v, far = _place(back, across, up, depth)
    return far - _sample(radius, u, v)


def _sample(values: Floats, u: Floats, v: Floats) -> Floats:
    scale = (values.shape[0] - 1) / (2 * REACH)
    columns, rows = (u + REACH) * scale, (REACH - v) * scale
    found = cv2.remap(values, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, np.float32)


def _shade(albedo: Floats, depth: Floats, light: Light, pixel: float) -> Floats:
    smooth = np.asarray(cv2.GaussianBlur(depth, (0, 0), max(0.6, 0.006 / pixel)), np.float32)
    by_row, by_column = np.gradient(smooth, pixel)
    length = np.sqrt(by_row**2 + by_column**2 + 1.0)
    x, y, z = -by_column / length, by_row / length, 1.0 / length
    toward = np.array((light.side * 1.1, 0.55, 0.85))
    toward = toward / np.linalg.norm(toward)
    facing = x * toward[0] + y * toward[1] + z * toward[2]
    wrapped = np.clip((facing + 0.25) / 1.25, 0.0, 1.0)
    around = 0.62 + 0.20 * y + 0.18 * z
    bright = (1.0 - light.hard) * around * 1.10 + light.hard * 1.36 * wrapped
    half = toward + np.array((0.0, 0.0, 1.0))
    half = half / np.linalg.norm(half)
    gloss = 0.07 * np.clip(x * half[0] + y * half[1] + z * half[2], 0, 1) ** 24
    lit = albedo * bright[..., None]
    # Light that went through skin comes back red: shadows on a face are warmer than the face.
    lit = mix(
        floats(lit),
        floats(lit * floats((1.06, 0.95, 0.92))),
        step(0.8, 0.4, floats(bright)),
    )
    return floats(lit + gloss[..., None])
