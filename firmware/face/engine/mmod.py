"""Detector slot: dlib's max-margin detector, a small network that knows one size of face; boxes only."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware.face.engine.faces import Image
from firmware.face.engine.networks import network
from firmware.face.models.manifest import Model

WINDOW = 80
"""Side in pixels of the face that the network knows."""

# So the smallest face that is found is a quarter of the picture's shorter side: farther away nobody is compared.
SHORTER_SIDE = 320
# A camera twice as wide as high is looked at whole; a ribbon of a picture must not cost more.
LONGER_SIDE = 640
# Three layers that halve the picture, each with a window of 5: place p of the map is at 8 p + 14 of the picture.
_STRIDE = 8
_OFFSET = 14
# As in training: each copy has 5/6 of the size of the one before. The last is not smaller than one face.
STEP = 5 / 6
_COPIES = 1 + int(math.log(WINDOW / SHORTER_SIDE) / math.log(STEP))
# From the model's file: boxes that share more than this of their union are one face.
_SAME_IOU = 0.3382761351109955

# A picture with more places than this that look like faces is none of a counter; comparing each box with each other one
# and finding the points in each (60 ms) would cost a minute. Two faces are as many as twenty: nobody is compared.
_MOST_PLACES = 400
MOST_FACES = 8


@dataclass(frozen=True, slots=True)
class Box:
    """A square: left, top, width, height in pixels, and the network's score."""

    left: float
    top: float
    width: float
    height: float
    score: float


class Mmod:
    """Finds boxes around faces: looks at smaller and smaller copies of the picture."""

    def __init__(self, model: Model, data: bytes) -> None:
        """Raises ModelUnusable, ManifestInvalid."""
        self._score = model.threshold("score")
        # OpenCV plans a network anew for each size of picture, so each copy has its own; one takes 0.7 MB.
        self._nets = tuple(network(model, data) for _ in range(_COPIES))

    def find(self, image: Image) -> tuple[Box, ...]:
        """The surest boxes, in pixels of `image`, the surest first; at most `MOST_FACES`."""
        boxes: list[Box] = []
        copy = image
        for net, size in zip(self._nets, copies(image.shape[1], image.shape[0]), strict=False):
            smaller = copy.shape[1] > size[0]
            way = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
            copy = np.asarray(cv2.resize(copy, size, interpolation=way), np.uint8)
            net.setInput(cv2.dnn.blobFromImage(copy))
            scores = np.asarray(net.forward(), np.float32)[0, 0]
            boxes += _boxes(scores, self._score, image.shape[1] / size[0], image.shape[0] / size[1])
        return surest(boxes)


def copies(width: int, height: int) -> tuple[tuple[int, int], ...]:
    """Sizes (width, height) of the copies of a picture, from the one that shows the smallest faces on."""
    scale = min(SHORTER_SIDE / min(width, height), LONGER_SIDE / max(width, height))
    sizes: list[tuple[int, int]] = []
    for step in range(_COPIES):
        size = (round(width * scale * STEP**step), round(height * scale * STEP**step))
        # Half a face at least: the network gives no map at all of a few rows.
        if min(size) >= WINDOW // 2:
            sizes.append(size)
    return tuple(sizes)


def _boxes(scores: NDArray[np.float32], least: float, across: float, down: float) -> list[Box]:
    found = []
    places = np.argwhere(scores > least)
    if len(places) > _MOST_PLACES:
        places = places[np.argsort(-scores[tuple(places.T)], kind="stable")[:_MOST_PLACES]]
    for row, column in places:
        left, top = _STRIDE * int(column) + _OFFSET - WINDOW / 2, _STRIDE * int(row) + _OFFSET - WINDOW / 2
        score = float(scores[row, column])
        found.append(Box(left * across, top * down, WINDOW * across, WINDOW * down, score))
    return found


def surest(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """One box a face, the surest first; no more than `MOST_FACES`, out of the surest few hundred places."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda box: -box.score)[:_MOST_PLACES]:
        if len(kept) == MOST_FACES:
            break
        if not any(_overlap(box, other) > _SAME_IOU for other in kept):
            kept.append(box)
    return tuple(kept)


def _overlap(one: Box, other: Box) -> float:
    """What two boxes share, as a part of the box around both: so does dlib."""
    across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    if across <= 0 or down <= 0:
        return 0.0
    wide = max(one.left + one.width, other.left + other.width) - min(one.left, other.left)
    high = max(one.top + one.height, other.top + other.height) - min(one.top, other.top)
    return across * down / (wide * high)
