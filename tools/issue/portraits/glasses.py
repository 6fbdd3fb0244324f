"""Glasses: thin frames painted on the face, round or square, with bows to the ears."""

import numpy as np

from tools.issue.portraits.identity import Identity
from tools.issue.portraits.numbers import Floats, floats, mix, step
from tools.issue.portraits.shape import Layout

WORN = 0.35  # above this value of the trait `glasses`: about one person in four
_FRAMES = ((0.10, 0.09, 0.10), (0.32, 0.20, 0.13), (0.45, 0.44, 0.44))


def paint_glasses(paint: Floats, person: Identity, place: Layout) -> Floats:
    """The frame, where the person wears one."""
    if person["glasses"] < WORN:
        return paint
    side = np.abs(place.x)
    across, up = side - person["eye_apart"] - 0.012, place.y - person["eye_height"] + 0.025
    power = 2.2 + 3.5 * max(0.0, min(1.0, person["glasses_round"]))
    wide, high = 0.205, 0.135 + 0.03 * max(0.0, 0.6 - person["glasses_round"])
    away = (np.abs(across / wide) ** power + np.abs(up / high) ** power) ** (1 / power)
    thick = 0.05 + 0.06 * max(0.0, person["glasses"] - WORN)
    rim = step(1.0 - thick - 0.03, 1.0 - thick, floats(away)) * step(1.0 + thick + 0.03, 1.0 + thick, floats(away))
    bridge = step(0.028, 0.018, floats(np.abs(up - 0.045 - 0.02 * np.cos(side * 14)))) * step(0.09, 0.07, floats(side))
    bow = step(0.026, 0.016, floats(np.abs(up - 0.03))) * step(wide + 0.25, wide + 0.27, floats(side))
    outside = step(wide - 0.01, wide, floats(across))
    frame = np.maximum(np.maximum(rim, bridge), bow * outside) * step(-0.1, 0.1, place.z)
    colour = _FRAMES[int(abs(person["parting"]) * 20) % len(_FRAMES)]
    inside = step(1.0, 0.9, floats(away))
    tinted = mix(paint, (0.86, 0.90, 0.95), floats(0.06 * inside))
    return mix(tinted, colour, floats(0.92 * frame))
