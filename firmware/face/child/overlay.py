"""Previews for the screen: cut to the wanted size, as in a mirror, with the oval that the face belongs into."""

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware.face.child.words import MAX_MESSAGE
from firmware.face.engine.faces import Image

GOOD, NOT_YET = (46, 160, 67), (150, 150, 150)
"""Red, green, blue of the ring. The words on the screen say the same: nobody has to tell the colours apart."""

OVAL_CENTRE = (0.5, 0.5)
OVAL_AXES = (0.29, 0.43)
"""Half axes as parts of the picture's height: a face whose eyes are where the quality gate wants them fills it."""

OUTSIDE = 0.4
"""Of the brightness is left outside of the oval."""

RING = 0.014
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


class Mirror:
    """Draws previews of one size (width, height) for the person."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = width, height = size
        self._middle = round(width * OVAL_CENTRE[0]), round(height * OVAL_CENTRE[1])
        self._axes = round(height * OVAL_AXES[0]), round(height * OVAL_AXES[1])
        inside = np.zeros((height, width), np.uint8)
        cv2.ellipse(inside, self._middle, self._axes, 0, 0, 360, 255, cv2.FILLED)
        self._inside = inside
        self._thickness = max(2, round(height * RING))

    def draw(self, image: Image, good: bool) -> Image:
        """The frame as the person sees it; `good`: it may be compared."""
        seen = cv2.flip(cut(image, self._size), 1)
        drawn = cv2.convertScaleAbs(seen, alpha=OUTSIDE)
        cv2.copyTo(seen, self._inside, drawn)
        ring = GOOD if good else NOT_YET
        cv2.ellipse(drawn, self._middle, self._axes, 0, 0, 360, ring, self._thickness, cv2.LINE_AA)
        return np.asarray(drawn, np.uint8)
