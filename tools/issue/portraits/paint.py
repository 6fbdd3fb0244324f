"""The colours of a head, without light: skin, lips, eyes, brows, hair. RGB 0..1 on the square of `shape`."""

import math

import numpy as np

from tools.issue.portraits.eyes import paint_brows, paint_eyes
from tools.issue.portraits.glasses import paint_glasses
from tools.issue.portraits.hair import hair_colour, hair_mask, is_long
from tools.issue.portraits.identity import Identity
from tools.issue.portraits.numbers import Floats, bump, floats, mix, noise, step
from tools.issue.portraits.shape import Expression, Layout, line_at_middle, mouth_line

RED = (0.84, 0.46, 0.42)
BEARD = (0.42, 0.40, 0.40)


def skin_colour(person: Identity) -> tuple[float, float, float]:
    """Light to tanned, pink to yellowish."""
    light = min(1.0, max(0.70, person["skin_light"]))
    warm = min(1.0, max(0.0, person["skin_warm"]))
    return (0.95 * light, (0.765 + 0.02 * warm) * light, (0.68 - 0.04 * warm) * light)


def paint_head(person: Identity, expression: Expression, place: Layout) -> Floats:
    """All of it, height x width x 3."""
    x, y = place.x, place.y
    paint = _skin(person, x, y)
    paint = _beard(paint, person, x, y)
    paint = _age(paint, person, x, y)
    paint = _nostrils(paint, person, x, y)
    paint = _lips(paint, person, expression, x, y)
    paint = paint_eyes(paint, person, expression, x, y)
    hair = hair_colour(person)
    paint = _moustache(paint, person, x, y, hair)
    paint = paint_brows(paint, person, x, y, (hair[0] * 0.9, hair[1] * 0.9, hair[2] * 0.9))
    mole_x = math.copysign(0.16 + 0.5 * abs(person["mole_x"]), person["mole_x"])  # never on the nose
    mole = bump(x, y, (mole_x, person["mole_y"]), (0.011, 0.011))
    paint = mix(paint, (0.30, 0.19, 0.15), 0.8 * mole * step(0.05, 0.2, place.z))
    return _hair(paint_glasses(paint, person, place), person, place, hair)


def _skin(person: Identity, x: Floats, y: Floats) -> Floats:
    side, shape = np.abs(x), (x.shape[0], x.shape[1])
    paint = floats(np.broadcast_to(floats(skin_colour(person)), (*shape, 3)))
    ruddy = max(0.0, person["ruddy"])
    red = 0.30 * bump(side, y, (0.36, -0.32), (0.14, 0.13)) + 0.25 * bump(x, y, (0, -0.40), (0.10, 0.08))
    red += 0.10 * bump(x, y, (0, -0.95), (0.14, 0.08))
    paint = mix(paint, RED, floats(red * ruddy))
    shade = (
        0.5 * max(0.0, person["eye_dark"]) * bump(side, y, (person["eye_apart"], person["eye_height"]), (0.16, 0.09))
    )
    shade += 0.45 * max(0.0, person["cheek_dark"]) * bump(side, y, (0.50, -0.42), (0.12, 0.20))
    paint = mix(paint, (0.48, 0.32, 0.27), floats(shade))
    spots = 1.0 + 0.012 * noise(3, shape, 40) + 0.010 * noise(4, shape, 12) + 0.012 * noise(5, shape, 3)
    return floats(paint * spots[..., None])


def _beard(paint: Floats, person: Identity, x: Floats, y: Floats) -> Floats:
    amount = 0.0 if is_long(person) else max(0.0, min(0.6, person["beard"]))
    mouth = line_at_middle(person)
    area = (
        step(0.52, 0.40, np.abs(x))
        * step(mouth + 0.13, mouth + 0.05, y)
        * (1.0 - 0.5 * bump(x, y, (0, mouth), (0.2, 0.06)))
    )
    grain = 0.8 + 0.2 * noise(9, (x.shape[0], x.shape[1]), 2)
    return mix(paint, BEARD, floats(np.clip(area * grain * amount, 0, 1)))


def _moustache(paint: Floats, person: Identity, x: Floats, y: Floats, colour: tuple[float, float, float]) -> Floats:
    amount = 0.0 if is_long(person) else max(0.0, min(1.0, person["moustache"] * 1.6))
    above = line_at_middle(person) + person["upper_lip"] + 0.035
    lip = bump(x, y, (0.0, above), (0.13, 0.026))
    chin = bump(x, y, (0.0, line_at_middle(person) - 0.24), (0.10, 0.07)) * step(0.3, 0.6, floats(person["moustache"]))
    grain = 0.75 + 0.25 * noise(15, (x.shape[0], x.shape[1]), 3)
    return mix(paint, colour, floats(np.clip(1.2 * (lip + chin) * grain * amount, 0.0, 0.9)))


def _age(paint: Floats, person: Identity, x: Floats, y: Floats) -> Floats:
    amount = max(0.0, person["wrinkles"])
    side = np.abs(x)
    lines = floats(np.zeros_like(x))
    for height in (0.36, 0.44, 0.52):
        wave = height + person["eye_height"] + 0.012 * np.cos(side * 9)
        lines += floats(np.exp(-0.5 * ((y - wave) / 0.007) ** 2)) * step(0.40, 0.25, floats(side))
    beside = side - person["eye_apart"] - person["eye_width"] - 0.07
    for slope in (-0.5, 0.0, 0.5):
        crow = y - person["eye_height"] - slope * (beside + 0.03)
        lines += floats(np.exp(-0.5 * ((crow / 0.006) ** 2 + (beside / 0.035) ** 2)))
    return mix(paint, (0.45, 0.30, 0.25), floats(np.clip(0.5 * amount * lines, 0.0, 0.6)))


def _nostrils(paint: Floats, person: Identity, x: Floats, y: Floats) -> Floats:
    end = person["eye_height"] - person["nose_length"]
    hole = bump(np.abs(x), y, (person["nose_width"] * 0.52, end - 0.045), (0.027, 0.013))
    under = bump(x, y, (0.0, end - 0.075), (person["nose_width"], 0.022))
    wing = bump(np.abs(x), y, (person["nose_width"] * 1.22, end - 0.02), (0.016, 0.035))
    paint = mix(paint, (0.52, 0.36, 0.30), floats(0.30 * under + 0.30 * wing))
    return mix(paint, (0.20, 0.11, 0.10), 0.85 * hole)


def _lips(paint: Floats, person: Identity, expression: Expression, x: Floats, y: Floats) -> Floats:
    wide = person["mouth_width"] * (1.0 + 0.16 * expression.smile)
    line = mouth_line(person, expression, x)
    share = np.clip(np.abs(x) / wide, 0.0, 1.0)
    full = np.sqrt(np.clip(1.0 - share**2, 0, 1))
    gap = 0.055 * expression.opened * full
    bow = 1.0 - 0.22 * np.exp(-((x / 0.03) ** 2)) + 0.06 * np.exp(-(((np.abs(x) - 0.05) / 0.03) ** 2))
    top = line + gap * 0.4 + (person["upper_lip"] * 1.25 * full * bow)
    bottom = line - gap - person["lower_lip"] * 1.35 * full
    lips = step(-0.006, 0.006, top - y) * step(-0.008, 0.008, y - bottom) * step(wide, wide * 0.95, np.abs(x))
    red = min(1.0, max(0.1, person["lip_red"]))
    skin = floats(skin_colour(person))
    colour = skin * (1 - 0.62 * red) + floats((0.74, 0.33, 0.33)) * 0.62 * red
    colour = colour * floats((0.90, 0.78, 0.78))
    paint = mix(paint, (float(colour[0]), float(colour[1]), float(colour[2])), 0.85 * lips)
    inside = step(0.0, 0.008, line + gap * 0.4 - y) * step(0.0, 0.008, y - line + gap) * (gap > 0.004)
    paint = mix(paint, (0.25, 0.10, 0.10), floats(inside))
    teeth = inside * step(0.012, 0.020, y - line + gap * 0.7)
    paint = mix(paint, (0.88, 0.85, 0.80), floats(0.8 * teeth))
    seam = np.exp(-0.5 * ((y - line) / 0.0065) ** 2) * step(wide * 1.06, wide * 0.9, np.abs(x)) * (1 - (gap > 0.01))
    return mix(paint, (0.33, 0.16, 0.15), floats(0.75 * seam))


def _hair(paint: Floats, person: Identity, place: Layout, colour: tuple[float, float, float]) -> Floats:
    shape = (place.x.shape[0], place.x.shape[1])
    mask = hair_mask(person, place.x, place.y, place.z)
    # Strands run from the crown outwards: noise that is fine around the head and coarse along it.
    around = np.arctan2(place.x - person["parting"] * 0.5, place.z + 0.35) * 38
    strands = (
        np.sin(around * 2.3 + 2 * noise(12, shape, 60)) * 0.5 + np.sin(around * 5.1 + 3 * noise(13, shape, 90)) * 0.5
    )
    shine = np.exp(-(((place.y - 0.74) / 0.13) ** 2)) * (0.5 + 0.5 * strands)
    body = floats(colour)[None, None] * (1.0 + 0.28 * strands[..., None]) + 0.11 * shine[..., None]
    root = step(0.0, 0.35, mask)  # the slope where hair begins is hair, not a bright edge of skin
    return mix(paint, floats(np.clip(body, 0, 1)), root)
