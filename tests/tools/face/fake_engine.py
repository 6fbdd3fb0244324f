"""An engine without models: a picture is a face of the size of the picture, and its mean brightness the person."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image as Pictures

from firmware.face import compare
from firmware.face.compare import Embedding
from firmware.face.engine.faces import FoundFace, Image, Marks

SCALE = 4.0  # distance between black and white
SIDE = 96


class FakeEngine:
    """Black is nobody. White lines are several faces: the first column of a picture says how many."""

    detector_sha256 = "d" * 64
    model_sha256 = "e" * 64

    def find(self, image: Image) -> tuple[FoundFace, ...]:
        if image.mean() < 5:
            return ()
        height, width = image.shape[:2]
        points = np.array(((0.35, 0.4), (0.65, 0.4), (0.5, 0.55), (0.4, 0.7), (0.6, 0.7))) * (width, height)
        face = FoundFace((0, 0, width, height), 1.0, points.astype(np.float32), Marks.CENTRES)
        return (face, face) if image[0, 0].min() > 250 else (face,)

    def chip(self, image: Image, face: FoundFace) -> Image:
        return image

    def embed(self, image: Image, face: FoundFace) -> Embedding:
        embedding = np.zeros(128, np.float32)
        embedding[0] = image[5:-5, 5:-5].mean() / 255 * SCALE
        return embedding

    def distance(self, one: Embedding, other: Embedding) -> float:
        return compare.distance("euclidean", one, other)

    def fused(self, embeddings: Sequence[Embedding]) -> Embedding:
        return compare.fused("euclidean", embeddings)


def picture(path: Path, grey: float, *, several: bool = False) -> None:
    """A picture of one grey, with a speck so that no two of one grey are the same file."""
    pixels = np.full((SIDE, SIDE, 3), round(grey), np.uint8)
    if several:
        pixels[0, 0] = 255
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels[-1, -3:] = np.frombuffer(path.name.encode().rjust(9)[-9:], np.uint8).reshape(3, 3)
    Pictures.fromarray(pixels).save(path, "PNG" if path.suffix.lower() == ".png" else "JPEG", quality=95)


def people(place: Path, persons: int, pictures: int, apart: float = 9.0, spread: float = 1.0) -> Path:
    """Persons whose greys are `apart` from one another, each with pictures that differ by up to `spread`."""
    for person in range(persons):
        for number in range(pictures):
            grey = 20 + person * apart + spread * (number % 3 - 1) * (number > 0)
            picture(place / f"Taro Yamada {person:03}" / f"{number:02}.png", grey)
    return place
