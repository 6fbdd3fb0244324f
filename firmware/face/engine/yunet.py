"""Detector slot: YuNet, with five points of its own."""

import cv2
import numpy as np

from firmware.face.engine.faces import FoundFace, Image, Marks
from firmware.face.errors import ModelUnusable
from firmware.face.models.manifest import Model

# A face that may be compared is a quarter of a picture: larger pictures are made smaller first, which costs nothing.
MAX_SIDE = 640
# OpenCV's own values: boxes that overlap by more are one face, and so many are looked at before.
_SAME_IOU = 0.3
_MOST = 50


class YuNet:
    """Finds faces in a picture, each with the eyes' centres, the tip of the nose and the corners of the mouth."""

    def __init__(self, model: Model, data: bytes) -> None:
        """Raises ModelUnusable, ManifestInvalid."""
        try:
            self._detector = cv2.FaceDetectorYN.create(
                "onnx",
                np.frombuffer(data, np.uint8),
                np.zeros(0, np.uint8),
                (MAX_SIDE, MAX_SIDE),
                model.threshold("score"),
                _SAME_IOU,
                _MOST,
            )
        except cv2.error as error:
            raise ModelUnusable(model.name, f"OpenCV {cv2.__version__} cannot read it") from error

    def find(self, image: Image) -> tuple[FoundFace, ...]:
        """All faces, in pixels of `image`."""
        height, width = image.shape[:2]
        scale = min(1.0, MAX_SIDE / max(height, width))
        size = (round(width * scale), round(height * scale))
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA) if scale < 1 else image
        self._detector.setInputSize(size)
        # This detector was trained on blue, green, red.
        rows: object = self._detector.detect(cv2.cvtColor(small, cv2.COLOR_RGB2BGR))[1]
        # OpenCV gives None where there is no face.
        if not isinstance(rows, np.ndarray):
            return ()
        return tuple(_face(np.asarray(row, np.float32), width / size[0], height / size[1]) for row in rows)


def _face(row: np.ndarray[tuple[int, ...], np.dtype[np.float32]], across: float, down: float) -> FoundFace:
    """A row is box, five points beginning with the person's right eye (left in the picture), score."""
    scaled = row[:14].reshape(7, 2) * np.array((across, down), np.float32)
    left, top, width, height = (float(value) for value in scaled[:2].ravel())
    return FoundFace((left, top, width, height), float(row[14]), scaled[2:], Marks.CENTRES)
