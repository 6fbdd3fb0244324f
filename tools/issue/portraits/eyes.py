"""Eyes and brows, painted flat in the plane of the face."""

import numpy as np

from tools.issue.portraits.identity import Identity
from tools.issue.portraits.numbers import Floats, floats, mix, noise, step
from tools.issue.portraits.shape import Expression

WHITE = (0.90, 0.885, 0.87)
LASH = (0.12, 0.09, 0.08)


def paint_eyes(paint: Floats, person: Identity, expression: Expression, x: Floats, y: Floats) -> Floats:
    """Both eyes with lids, crease and lashes on the skin `paint`."""
    side = np.abs(x)
    across = side - person["eye_apart"]
    up = y - person["eye_height"] - across * person["eye_tilt"]
    half = person["eye_width"]
    open_ = person["eye_open"] * (1.0 - expression.blink) * (1.0 - 0.22 * expression.smile)
    share = np.clip(across / half, -1.0, 1.0)
    arch = np.sqrt(np.clip(1.0 - np.abs(share) ** 2.2, 0.0, 1.0))
    upper = open_ * arch * (1.06 - 0.16 * share) - person["eye_open"] * 0.55 * expression.blink * arch
    lower = -open_ * 0.72 * arch * (1.0 + 0.12 * share) - person["eye_open"] * 0.55 * expression.blink * arch
    inside = step(-0.004, 0.004, upper - up) * step(-0.004, 0.004, up - lower)
    inside = inside * step(half, half - 0.006, np.abs(across))
    paint = _around(paint, person, expression, across, up, upper, half)
    ball = mix(np.broadcast_to(floats(WHITE), paint.shape), (0.55, 0.42, 0.38), _shade(across, up, upper, half))
    ball = _iris(ball, person, x, y)
    paint = mix(paint, ball, inside)
    reach = step(half * 1.08, half * 0.95, np.abs(across))
    lash = np.exp(-0.5 * ((up - upper - 0.002) / 0.0075) ** 2) * reach * (0.75 + 0.25 * step(-half, half, across))
    paint = mix(paint, LASH, floats(0.92 * lash))
    rim = np.exp(-0.5 * ((up - lower) / 0.006) ** 2) * reach * (1.0 - expression.blink)
    return mix(paint, (0.45, 0.28, 0.25), floats(0.45 * rim))


def _around(
    paint: Floats, person: Identity, expression: Expression, across: Floats, up: Floats, upper: Floats, half: float
) -> Floats:
    reach = step(half * 1.25, half * 0.7, np.abs(across))
    crease = max(0.0, min(1.0, person["lid_crease"])) * (1.0 - 0.6 * expression.blink)
    fold = np.exp(-0.5 * ((up - upper - 0.026 - 0.006 * across / half) / 0.006) ** 2) * reach
    paint = mix(paint, (0.42, 0.27, 0.22), floats(0.55 * crease * fold))
    bag = np.exp(-0.5 * (((up + 0.085) / 0.022) ** 2 + (across / 0.10) ** 2))
    socket = np.exp(-0.5 * (((up - 0.03) / 0.055) ** 2 + ((across + 0.03) / 0.15) ** 2))
    shade = 0.30 * max(0.0, person["eye_bag"]) * bag + 0.16 * socket
    return mix(paint, (0.50, 0.33, 0.28), floats(shade))


def _shade(across: Floats, up: Floats, upper: Floats, half: float) -> Floats:
    under_lid = np.exp(-((upper - up) / 0.016))
    corners = np.abs(across / half) ** 4
    return floats(np.clip(0.5 * under_lid + 0.4 * corners, 0.0, 0.8))


def _iris(ball: Floats, person: Identity, x: Floats, y: Floats) -> Floats:
    radius = 0.056
    away = floats(np.hypot(np.abs(x) - person["eye_apart"], y - person["eye_height"] - 0.004))
    brown = person["iris"]
    ring = step(radius + 0.004, radius - 0.004, away)
    ball = mix(ball, (brown * 0.95, brown * 0.62, brown * 0.42), ring)
    ball = mix(ball, (0.05, 0.04, 0.04), np.maximum(step(0.030, 0.024, away), 0.55 * step(0.040, radius, away) * ring))
    # The light is reflected on the same side of both eyes.
    left, right = x + person["eye_apart"], x - person["eye_apart"]
    nearer = np.where(np.abs(left) < np.abs(right), left, right)
    glint = step(0.015, 0.009, floats(np.hypot(nearer + 0.017, y - person["eye_height"] - 0.024)))
    return mix(ball, (1.0, 1.0, 1.0), floats(0.9 * glint))


def paint_brows(paint: Floats, person: Identity, x: Floats, y: Floats, colour: tuple[float, float, float]) -> Floats:
    """Both brows, thin at the outer end and made of short strokes."""
    side = np.abs(x)
    length = person["brow_length"]
    along = (side - person["eye_apart"]) / length
    middle = person["eye_height"] + person["brow_height"] + person["brow_tilt"] * (side - person["eye_apart"])
    middle = middle + person["brow_arch"] * (1.0 - (along - 0.25) ** 2) - person["brow_arch"]
    thick = np.maximum(0.008, person["brow_thick"]) * (1.0 - 0.55 * step(0.0, 1.1, along))
    body = np.exp(-((np.abs(y - middle) / thick) ** 3)) * step(1.12, 0.85, along) * step(-1.08, -0.80, along)
    strokes = 0.82 + 0.18 * noise(7, (x.shape[0], x.shape[1]), 4)
    dark = max(0.25, min(1.0, person["brow_dark"]))
    return mix(paint, colour, floats(np.clip(body * strokes * dark, 0.0, 0.95)))
