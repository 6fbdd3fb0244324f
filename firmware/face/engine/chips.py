"""The upright picture of one face that an embedder takes, cut out by the face's points."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware.face.engine.faces import FoundFace, Image, Marks
from firmware.face.engine.similarity import similarity
from firmware.face.errors import ImageUnusable


@dataclass(frozen=True, slots=True)
class Template:
    """Where the points belong in a chip of `side` x `side` pixels."""

    side: int
    points: dict[Marks, tuple[tuple[float, float], ...]]


def _corners(side: int, padding: float) -> tuple[tuple[float, float], ...]:
    mean = (
        (0.8595674595992, 0.2134981538014),
        (0.6460604764104, 0.2289674387677),
        (0.1205750620789, 0.2137274526848),
        (0.3340850613712, 0.2290642403242),
        (0.4901123135679, 0.6277975316475),
    )
    # dlib maps the corner of a chip, not the middle of its first pixel: half a pixel to the upper left.
    scale = side / (2 * padding + 1)
    return tuple(((padding + x) * scale - 0.5, (padding + y) * scale - 0.5) for x, y in mean)


DLIB = Template(
    150,
    {
        # dlib's mean face (get_face_chip_details) with the quarter of padding that its network was trained with.
        Marks.CORNERS: _corners(150, 0.25),
        # Measured on a hundred photographs: where YuNet's points are in dlib's chips.
        Marks.CENTRES: ((45.6, 45.0), (101.4, 45.0), (73.5, 78.8), (49.1, 104.5), (97.9, 104.5)),
    },
)
"""For networks of dlib's form."""

SFACE = Template(
    112,
    {
        Marks.CENTRES: (
            (38.2946, 51.6963),
            (73.5318, 51.5014),
            (56.0252, 71.7366),
            (41.5493, 92.3655),
            (70.7299, 92.2041),
        )
    },
)
"""For networks trained on faces aligned as in ArcFace; OpenCV's FaceRecognizerSF has the same numbers."""


def chip(image: Image, face: FoundFace, template: Template) -> Image:
    """The face upright and of the template's size. Raises ImageUnusable where the points are no face."""
    wanted = np.array(template.points[face.marks])
    to_image = similarity(wanted, face.points)
    scale = float(np.hypot(to_image[0, 0], to_image[1, 0]))
    if not 0.02 < scale < max(image.shape):
        raise ImageUnusable("the points of the face fall together")
    source, to_source = _halved(image, to_image, scale, template.side)
    cut = cv2.warpAffine(
        source, to_source, (template.side, template.side), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    )
    return np.asarray(cut, np.uint8)


def _halved(image: Image, to_image: NDArray[np.float64], scale: float, side: int) -> tuple[Image, NDArray[np.float64]]:
    """The part of the picture with the face, halved until bilinear sampling leaves no pixel out: so does dlib."""
    middle = to_image @ np.array((side / 2, side / 2, 1.0))
    reach = scale * side + 8
    height, width = image.shape[:2]
    left, top = (int(np.clip(middle[i] - reach, 0, (width, height)[i] - 1)) for i in range(2))
    right, bottom = (int(np.clip(middle[i] + reach, 0, (width, height)[i] - 1)) + 1 for i in range(2))
    part, matrix = image[top:bottom, left:right], to_image.copy()
    matrix[:, 2] -= (left, top)
    while scale > 2 and min(part.shape[:2]) > 2:
        part, matrix, scale = np.asarray(cv2.pyrDown(part), np.uint8), matrix / 2, scale / 2
    return part, matrix
