"""What every part of the engine takes as a picture."""

import numpy as np

from firmware.face.engine.faces import Image
from firmware.face.errors import ImageUnusable

# Smaller than this holds no face that could be compared; larger is no camera of this product (16 million pixels).
MIN_SIDE = 48
MAX_PIXELS = 16_000_000
# The widest cameras have 2.4; made small enough to look at, a ribbon would have no rows left.
MAX_ASPECT = 4


def check(image: Image) -> None:
    """Raises ImageUnusable for anything but height x width x 3 bytes of a sensible size."""
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise ImageUnusable("not height x width x 3 bytes")
    height, width = image.shape[:2]
    if (
        min(height, width) < MIN_SIDE
        or height * width > MAX_PIXELS
        or max(height, width) > MAX_ASPECT * min(height, width)
    ):
        raise ImageUnusable(f"{width}x{height} pixels")
