"""A detector of boxes with an aligner of five points."""

import numpy as np

from firmware.face.engine.faces import FoundFace, Image, Marks, Points
from firmware.face.engine.mmod import Box, Mmod
from firmware.face.engine.points import FivePoints

# The points depend on where exactly the box is. The median of some boxes does not: shift across and down in parts of
# the box, and its size.
_BOXES = (
    (0.0, 0.0, 1.0),
    (0.05, 0.0, 1.0),
    (-0.05, 0.0, 1.0),
    (0.0, 0.05, 1.0),
    (0.0, -0.05, 1.0),
    (-0.05, -0.05, 1.1),
    (0.04, 0.04, 0.92),
)


class CornerFinder:
    """MMOD finds the box, the trees find the corners of eyes and nose in it."""

    def __init__(self, detector: Mmod, aligner: FivePoints) -> None:
        self._detector = detector
        self._aligner = aligner

    def find(self, image: Image) -> tuple[FoundFace, ...]:
        """All faces, in pixels of `image`."""
        faces = []
        for found in self._detector.find(image):
            box = (found.left, found.top, found.width, found.height)
            faces.append(FoundFace(box, found.score, self._points(image, found), Marks.CORNERS))
        return tuple(faces)

    def _points(self, image: Image, box: Box) -> Points:
        found = [
            self._aligner.find(
                image,
                (box.left + across * box.width, box.top + down * box.height, box.width * size, box.height * size),
            )
            for across, down, size in _BOXES
        ]
        return np.median(found, axis=0).astype(np.float32)
