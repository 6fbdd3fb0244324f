"""Previews for the screen: cut to the wanted size, as in a mirror, with a ring that says that the frame is good.

The oval and the dark around it are the screen's, which draws them as fine as it can.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware.face.child.words import MAX_MESSAGE
from firmware.face.engine.faces import Image

GOOD = (46, 160, 67)
"""Red, green, blue of the ring. The words on the screen say the same: nobody has to tell the colours apart."""

RING_AXES = (0.265, 0.360)
"""Half axes as parts of the picture's height: just inside of the screen's oval (`firmware.screens.arrange_look`)."""

RING = 0.016
"""Thickness of the ring as a part of the picture's height."""

_SPARE = 64  # bytes of a message that are no pixels


def fitting(width: int, height: int) -> tuple[int, int]:
    """The size nearest to this one of which a message can hold all pixels."""
    scale = min(1.0, ((MAX_MESSAGE - _SPARE) / (3 * width * height)) ** 0.5)
    return int(width * scale), int(height * scale)


def cut(image: Image, size: tuple[int, int]) -> Image:
    """The middle of a picture in another size (width, height); what sticks out of its shape is left away."""
    height, width = image.shape[:2]
    scale = max(size[0] / width, size[1] / height)
    wide, high = min(width, round(size[0] / scale)), min(height, round(size[1] / scale))
    left, top = (width - wide) // 2, (height - high) // 2
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image[top : top + high, left : left + wide], size, interpolation=way), np.uint8)


def whole(picture: NDArray[np.uint8], size: tuple[int, int]) -> Image:
    """All of a grey picture, as large as it fits into this size, in three colours."""
    height, width = picture.shape
    scale = min(size[0] / width, size[1] / height)
    fitted = (max(1, round(width * scale)), max(1, round(height * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.cvtColor(cv2.resize(picture, fitted, interpolation=way), cv2.COLOR_GRAY2RGB), np.uint8)


def mirrored(image: Image, size: tuple[int, int], good: bool) -> Image:
    """A frame as the person sees it, in this size (width, height); `good`: it may be compared."""
    drawn = np.asarray(cv2.flip(cut(image, size), 1), np.uint8)
    if good:
        width, height = size
        axes = round(height * RING_AXES[0]), round(height * RING_AXES[1])
        thickness = max(2, round(height * RING))
        cv2.ellipse(drawn, (width // 2, height // 2), axes, 0, 0, 360, GOOD, thickness, cv2.LINE_AA)
    return drawn
