"""Arrays of this folder, and the three curves that every feature is made of."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.floating[Any]]  # made with 32 bits; what is in between may have 64
Picture = NDArray[np.uint8]


def floats(values: ArrayLike) -> Floats:
    """The values with 32 bits."""
    return np.asarray(values, np.float32)


def step(low: float, high: float, values: Floats) -> Floats:
    """0 below `low`, 1 above `high`, smooth in between; falls where `high` is the smaller one."""
    share = floats(np.clip((values - low) / (high - low), 0.0, 1.0))
    return share * share * (3.0 - 2.0 * share)


def bump(x: Floats, y: Floats, at: tuple[float, float], size: tuple[float, float]) -> Floats:
    """A Gaussian hill of height 1."""
    return floats(np.exp(-0.5 * (((x - at[0]) / size[0]) ** 2 + ((y - at[1]) / size[1]) ** 2)))


def mix(first: Floats, second: Floats | tuple[float, float, float], share: Floats) -> Floats:
    """Colours: the first where `share` is 0, the second where it is 1."""
    mixed = np.asarray(second, np.float32) - first
    mixed *= share[..., None]
    mixed += first
    return mixed


def noise(seed: int, shape: tuple[int, int], grain: int) -> Floats:
    """Smooth noise of mean 0 and spread about 1, with spots of about `grain` points."""
    small = (max(2, shape[1] // grain), max(2, shape[0] // grain))
    drawn = floats(np.random.default_rng((0xA5, seed)).normal(size=(small[1], small[0])))
    return np.asarray(cv2.resize(drawn, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32)
