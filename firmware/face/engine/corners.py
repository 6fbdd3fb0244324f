"""A detector of boxes with an aligner of five points."""

from firmware.face.engine.faces import FoundFace, Image, Marks
from firmware.face.engine.mmod import Mmod
from firmware.face.engine.points import FivePoints


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
            faces.append(FoundFace(box, found.score, self._aligner.find(image, box), Marks.CORNERS))
        return tuple(faces)
