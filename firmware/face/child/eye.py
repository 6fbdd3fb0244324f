"""From a camera's frame to what an attempt wants to know of it: find, judge, embed."""

import cv2
import numpy as np

from firmware.face.attempt import Sight
from firmware.face.child.attempt import Attempt, Seen
from firmware.face.engine.engine import Engine
from firmware.face.engine.faces import FoundFace, Image
from firmware.face.engine.measure import look
from firmware.face.errors import ImageUnusable
from firmware.face.quality import Limits, Look, assess
from hal.camera import CameraFrame

SEARCH_SIDE = 320
"""Pixels of the longer side of the copy in which somebody is looked for: a quarter of the time of 640. What is
compared, and how far a head is turned, is measured in the frame itself: of six drawn persons who turned the head, one
was not seen to turn in copies of this size, and was in frames of 640x480."""


def image_of(frame: CameraFrame) -> Image:
    """The frame as height x width x 3, without a copy."""
    return np.frombuffer(frame.pixels, np.uint8).reshape(frame.height, frame.width, 3)


def search(engine: Engine, image: Image, side: int = SEARCH_SIDE) -> tuple[FoundFace, ...]:
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
    if not attempt.expects(frame.taken_at):
        quality = assess(_measured(engine, image, search(engine, image)), limits)
        if not attempt.wants(frame.taken_at, quality):
            return Seen(frame.taken_at, quality)
    faces = engine.find(image)
    if not faces:
        return Seen(frame.taken_at, assess(None, limits))
    upright = engine.chip(image, faces[0])
    measured = look(image, faces, upright)
    quality = assess(measured, limits)
    if not attempt.wants(frame.taken_at, quality):
        return Seen(frame.taken_at, quality)
    return Seen(frame.taken_at, quality, Sight(measured, faces[0].aspect, engine.embed_chip(upright)))


def _measured(engine: Engine, image: Image, faces: tuple[FoundFace, ...]) -> Look | None:
    return look(image, faces, engine.chip(image, faces[0])) if faces else None


def _grown(face: FoundFace, across: float, down: float) -> FoundFace:
    left, top, width, height = face.box
    box = (left * across, top * down, width * across, height * down)
    return FoundFace(box, face.score, face.points * np.array((across, down), np.float32), face.marks)
