"""What the quality gate, and an attempt, want to know of a frame."""

from typing import Protocol

import cv2
import numpy as np

from firmware.face.attempt import Sight
from firmware.face.compare import Embedding
from firmware.face.engine.faces import FoundFace, Image
from firmware.face.errors import ImageUnusable
from firmware.face.quality import Look

# The inner part of an upright face: no hair, no background. As parts of the chip's side.
_ROWS = (20 / 150, 130 / 150)
_COLUMNS = (25 / 150, 125 / 150)
_SATURATED = 250
_DARK = 8


class Sees(Protocol):
    """What is needed of an engine to look at a frame."""

    def find(self, image: Image) -> tuple[FoundFace, ...]:
        """As `Engine.find`."""

    def chip(self, image: Image, face: FoundFace) -> Image:
        """As `Engine.chip`."""

    def embed(self, image: Image, face: FoundFace) -> Embedding:
        """As `Engine.embed`."""


def sight(image: Image, engine: Sees) -> Sight | None:
    """What an attempt takes of a frame; None where no face is found, or one whose points are none.

    Raises ImageUnusable, ModelUnusable.
    """
    faces = engine.find(image)
    if not faces:
        return None
    face = faces[0]
    try:
        return Sight(look(image, faces, engine.chip(image, face)), face.aspect, engine.embed(image, face))
    except ImageUnusable:
        return None


def look(image: Image, faces: tuple[FoundFace, ...], chip: Image) -> Look:
    """Measure the first of `faces`, the largest one; `chip` is its upright picture. At least one face."""
    face = faces[0]
    height, width = image.shape[:2]
    side = chip.shape[0]
    rows = slice(round(_ROWS[0] * side), round(_ROWS[1] * side))
    columns = slice(round(_COLUMNS[0] * side), round(_COLUMNS[1] * side))
    grey = np.asarray(cv2.cvtColor(chip, cv2.COLOR_RGB2GRAY), np.uint8)[rows, columns]
    edges = np.asarray(cv2.Laplacian(grey, cv2.CV_64F), np.float64)
    contrast = float(grey.std())
    middle = face.eyes.mean(axis=0)
    distance = face.eye_distance
    return Look(
        others=faces[1].area / face.area if len(faces) > 1 and face.area > 0 else 0.0,
        centre=(float(middle[0]) / width, float(middle[1]) / height),
        eye_distance=distance,
        eye_share=distance / min(height, width),
        roll=face.roll,
        turn=face.turn,
        sharpness=float(edges.var()) / (contrast * contrast) if contrast > 0 else 0.0,
        brightness=float(grey.mean()),
        saturated=float((grey > _SATURATED).mean()),
        dark=float((grey < _DARK).mean()),
        contrast=contrast,
    )
