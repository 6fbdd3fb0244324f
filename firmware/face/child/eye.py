"""From a camera's frame to what an attempt wants to know of it: find, judge, embed."""

import cv2
import numpy as np

from firmware.face.attempt import Sight
from firmware.face.child.attempt import Attempt, Seen
from firmware.face.engine.engine import Engine
from firmware.face.engine.faces import FoundFace, Image
from firmware.face.engine.measure import look
from firmware.face.errors import ImageUnusable
from firmware.face.quality import Limits, assess
from hal.camera import CameraFrame

FINDING_SIDE = 320
"""Pixels of the longer side of the copy that faces are looked for in: a quarter of the time of 640, and the least eye
distance that may be compared (60 of 640x480) is 30 there, which the detector finds as surely."""


def image_of(frame: CameraFrame) -> Image:
    """The frame as height x width x 3, without a copy."""
    return np.frombuffer(frame.pixels, np.uint8).reshape(frame.height, frame.width, 3)


def find(engine: Engine, image: Image, side: int = FINDING_SIDE) -> tuple[FoundFace, ...]:
    """All faces in pixels of `image`, found in a copy of it that is at most `side` long. Raises ImageUnusable."""
    height, width = image.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return engine.find(image)
    size = (round(width * scale), round(height * scale))
    small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    return tuple(_grown(face, width / size[0], height / size[1]) for face in engine.find(small))


def see(engine: Engine, limits: Limits, frame: CameraFrame, image: Image, attempt: Attempt) -> Seen:
    """What one frame says to this attempt. Raises ModelUnusable."""
    try:
        return _see(engine, limits, frame, image, attempt)
    except ImageUnusable:
        # Points that fall together, at the edge of a picture: no face that could be compared.
        return Seen(frame.taken_at, assess(None, limits))


def _see(engine: Engine, limits: Limits, frame: CameraFrame, image: Image, attempt: Attempt) -> Seen:
    faces = find(engine, image)
    if not faces:
        return Seen(frame.taken_at, assess(None, limits))
    face = faces[0]
    measured = look(image, faces, engine.chip(image, face))
    quality = assess(measured, limits)
    if not attempt.wants(frame.taken_at, quality):
        return Seen(frame.taken_at, quality)
    return Seen(frame.taken_at, quality, Sight(measured, face.aspect, engine.embed(image, face)))


def _grown(face: FoundFace, across: float, down: float) -> FoundFace:
    left, top, width, height = face.box
    box = (left * across, top * down, width * across, height * down)
    return FoundFace(box, face.score, face.points * np.array((across, down), np.float32), face.marks)
