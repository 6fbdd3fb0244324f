"""The embedding of the largest face of a picture, as it is or as a chip would have it."""

from typing import Protocol

import numpy as np

from firmware.face.compare import Embedding
from firmware.face.engine.faces import FoundFace, Image
from firmware.face.errors import ImageUnusable, PhotoUnreadable
from tools.face.pictures import as_on_a_chip


class Sees(Protocol):
    """What is needed of an engine to look at pictures."""

    def find(self, image: Image) -> tuple[FoundFace, ...]:
        """As `Engine.find`."""

    def embed(self, image: Image, face: FoundFace) -> Embedding:
        """As `Engine.embed`."""


def largest(engine: Sees, image: Image, faces: tuple[FoundFace, ...], chip_width: int | None) -> Embedding | None:
    """Of the first of `faces`, which were found in this image; None without one, and where none is left on the chip.

    `chip_width`: in pixels of a chip's photo; None to take the picture as it is. Raises ModelUnusable.
    """
    try:
        if faces and chip_width is not None:
            image = as_on_a_chip(image, faces[0], chip_width)
            faces = engine.find(image)
        return np.asarray(engine.embed(image, faces[0]), np.float32) if faces else None
    except (ImageUnusable, PhotoUnreadable):
        return None
