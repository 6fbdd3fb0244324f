"""The chip's photo of this visit: decoded once, and kept in this process alone."""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware.face.compare import Embedding
from firmware.face.engine.engine import Engine
from firmware.face.engine.faces import Image
from firmware.face.engine.measure import look
from firmware.face.errors import ImageUnusable, PhotoMissing, PhotoUnreadable
from firmware.face.photo.decode import decode_photo
from firmware.face.quality import PHOTO, assess

Finding = Literal["usable", "missing", "unreadable", "poor"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HeldPhoto:
    """`picture` is grey, height x width, for staff who compare; `embedding` None where it is too poor for the engine.

    Nothing of it is shown.
    """

    picture: NDArray[np.uint8]
    embedding: Embedding | None

    def __repr__(self) -> str:
        """Nothing of the photo."""
        return "HeldPhoto(…)"


def take(data: bytes, engine: Engine | None) -> tuple[Finding, HeldPhoto | None]:
    """Decode the photo and find the one face in it. Without an engine it is a picture and nothing more.

    Raises ModelUnusable.
    """
    try:
        picture = decode_photo(data)
    except PhotoMissing:
        return "missing", None
    except PhotoUnreadable:
        return "unreadable", None
    embedding = None if engine is None else _embedding(picture, engine)
    return "poor" if embedding is None else "usable", HeldPhoto(picture, embedding)


def _embedding(picture: NDArray[np.uint8], engine: Engine) -> Embedding | None:
    image: Image = np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB), np.uint8)
    try:
        faces = engine.find(image)
        if not faces:
            return None
        seen = look(image, faces, engine.chip(image, faces[0]))
        return engine.embed(image, faces[0]) if assess(seen, PHOTO).good else None
    except ImageUnusable:
        return None
