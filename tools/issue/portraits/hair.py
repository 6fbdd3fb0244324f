"""Hair: where it grows, how it hangs behind the head, and its strands."""

import numpy as np

from tools.issue.portraits.identity import Identity
from tools.issue.portraits.numbers import Floats, floats, step

SHORT, MIDDLE = 0.45, 0.75  # of the trait `hair_style`: below the first short, above the second long


def is_long(person: Identity) -> bool:
    """Whether hair hangs beside the face."""
    return person["hair_style"] >= SHORT


def hair_mask(person: Identity, x: Floats, y: Floats, z: Floats, ramp: float = 0.03) -> Floats:
    """How much a point of the plain head is covered with hair: 0..1, full `ramp` above the hairline."""
    side = np.abs(x)
    away = (x - person["parting"]) / 0.5
    line = person["hairline"] + 0.05 - 0.32 * np.clip(side - 0.12, 0, 1) ** 1.6
    fringe = max(0.0, min(1.0, person["fringe"]))
    if fringe > 0.0:
        jags = 0.010 * np.sin(x * 43 + person["parting"] * 40) + 0.010 * np.sin(x * 23 + 2.0)
        low = 0.33 + 0.10 * (1.0 - fringe) + jags + 0.10 * np.exp(-((away / 0.35) ** 2)) * (1.0 - 0.6 * fringe)
        line = np.minimum(line, low + np.clip(side - 0.45, 0, 1) * 0.1)
    else:
        line = line + 0.05 * np.exp(-((away / 0.18) ** 2))
    top = step(-0.02, ramp, y - line)
    back = person["skull_width"] * (0.97 if not is_long(person) else 0.92)
    lowest = 0.04 if not is_long(person) else -1.3
    beside = step(back - 0.035, back + 0.02, side + np.clip(0.18 - z, 0, 1) * 0.4) * step(lowest - 0.05, lowest, y)
    nape = -0.70 if is_long(person) else -0.15
    behind = step(-0.02, -0.14, z) * step(nape - 0.05, nape + 0.05, y)
    return floats(np.maximum(np.maximum(top, beside), behind))


def hair_colour(person: Identity) -> tuple[float, float, float]:
    """Nearly black, brownish, or grey."""
    grey = max(0.0, min(1.0, person["hair_grey"] * 2.0))
    warm = person["skin_warm"]
    dark = np.array((0.13 + 0.06 * warm, 0.10 + 0.03 * warm, 0.09)) * (1 - grey)
    mixed = dark + np.array((0.62, 0.61, 0.60)) * grey
    return (float(mixed[0]), float(mixed[1]), float(mixed[2]))


def hanging(person: Identity) -> float:
    """How far long hair hangs down: the height of its end, in half head heights; the chin is at -1."""
    return -0.95 if person["hair_style"] < MIDDLE else -1.75
