"""The models of the face engine called through OpenCV alone, on inputs that were prepared before: the floor."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware.face.engine.engine import Engine
from firmware.face.models.manifest import Model
from firmware.face.models.store import ModelStore
from hal.virtual.footage import Footage
from tools.bench.errors import LeftOut

Pixels = NDArray[np.uint8]
SMALL = (320, 240)
THREADS = 2
"""As a face child has them."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """One frame as the models take it: blue, green, red, large and small; and the blob of its face."""

    rgb: Pixels
    large: Pixels
    small: Pixels
    blob: NDArray[np.float32]


class BareModels:
    """A detector for each size of picture, and the embedder. Nothing is looked at in what they give."""

    def __init__(self, models: Path, engine: Engine, size: tuple[int, int]) -> None:
        """`size` is width and height of a frame. Raises LeftOut for a detector that OpenCV has no class for."""
        cv2.setNumThreads(THREADS)
        store, (detector, embedder) = ModelStore(models), (engine.models[0], engine.models[-1])
        if detector.kind != "yunet":
            raise LeftOut(f"only YuNet has a bare call of its own to compare with, and {detector.name} is installed")
        self._large, self._small = (_detector(detector, store.load(detector), one) for one in (size, SMALL))
        self._embedder = cv2.dnn.readNetFromONNX(np.frombuffer(store.load(embedder), np.uint8))

    def detect(self, frame: Prepared) -> None:
        """One detection in the frame's own size."""
        self._large.detect(frame.large)

    def detect_small(self, frame: Prepared) -> None:
        """One detection in 320x240."""
        self._small.detect(frame.small)

    def embed(self, frame: Prepared) -> None:
        """One embedding."""
        self._embedder.setInput(frame.blob)
        self._embedder.forward()


def prepared(film: Footage, engine: Engine) -> tuple[Prepared, ...]:
    """The frames of a film in which a face is found."""
    return tuple(one for pixels in film.frames if (one := _prepared(film, pixels, engine)) is not None)


def _prepared(film: Footage, pixels: bytes, engine: Engine) -> Prepared | None:
    rgb: Pixels = np.frombuffer(pixels, np.uint8).reshape(film.height, film.width, 3)
    faces = engine.find(rgb)
    if not faces:
        return None
    large = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), np.uint8)
    small = np.asarray(cv2.resize(large, SMALL, interpolation=cv2.INTER_AREA), np.uint8)
    blob = np.asarray(cv2.dnn.blobFromImage(engine.chip(rgb, faces[0])), np.float32)
    return Prepared(rgb, large, small, blob)


def _detector(model: Model, data: bytes, size: tuple[int, int]) -> cv2.FaceDetectorYN:
    nothing = np.zeros(0, np.uint8)
    weights = np.frombuffer(data, np.uint8)
    return cv2.FaceDetectorYN.create("onnx", weights, nothing, size, model.threshold("score"), 0.3, 50)
