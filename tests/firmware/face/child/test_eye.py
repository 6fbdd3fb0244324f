"""What is looked at in each frame, and how large: an engine that notes it, and finds the same good face every time."""

import numpy as np

from firmware.face import compare
from firmware.face.attempt import Rules
from firmware.face.child.attempt import Attempt, Judge
from firmware.face.child.eye import image_of, see
from firmware.face.decision import FRAMES, Bounds
from firmware.face.engine.faces import FoundFace, Image, Marks
from firmware.face.liveness import Side
from firmware.face.quality import Limits
from hal.camera import CameraFrame

from .test_attempt import TURN

WIDTH, HEIGHT = 640, 480
LIMITS = Limits()
POINTS = ((0.42, 0.45), (0.58, 0.45), (0.5, 0.57), (0.44, 0.7), (0.56, 0.7))
CHIP = np.random.default_rng(1).integers(60, 200, (150, 150, 3)).astype(np.uint8)


class NotingEngine:
    """`there`: whether there is a face."""

    def __init__(self) -> None:
        self.there = True
        self.looked: list[object] = []

    def find(self, image: Image) -> tuple[FoundFace, ...]:
        height, width = image.shape[:2]
        self.looked.append(width)
        points = np.array(POINTS, np.float32) * np.array((width, height), np.float32)
        face = FoundFace((0.3 * width, 0.3 * height, 0.4 * width, 0.5 * height), 0.9, points, Marks.CENTRES)
        return (face,) if self.there else ()

    def chip(self, image: Image, face: FoundFace) -> Image:
        self.looked.append("chip")
        return CHIP

    def embed_chip(self, upright: Image) -> compare.Embedding:
        assert upright is CHIP
        self.looked.append("embedding")
        return np.zeros(128, np.float32)

    def distance(self, one, other) -> float:
        return compare.distance("euclidean", one, other)

    def fused(self, embeddings) -> compare.Embedding:
        return compare.fused("euclidean", embeddings)


class Viewer:
    """An attempt and its engine; a frame every tenth of a second."""

    def __init__(self) -> None:
        self.engine = NotingEngine()
        self.judge = Judge(np.zeros(128, np.float32), self.engine, Rules(LIMITS, Bounds(0.46, 0.45), TURN))
        self.attempt = Attempt(Side.LEFT)
        self.number = 0

    def frame(self, there: bool = True) -> list[object]:
        """What was looked at in one more frame."""
        self.engine.there, self.engine.looked = there, []
        frame = CameraFrame(WIDTH, HEIGHT, bytes(WIDTH * HEIGHT * 3), self.number / 10, self.number)
        self.number += 1
        seen = see(self.engine, LIMITS, frame, image_of(frame), self.attempt)
        assert seen.quality.good is there
        self.attempt = self.attempt.after(seen, self.judge)
        return self.engine.looked


WHOLE = [640, "chip", "embedding"]
FIRST = [320, "chip", *WHOLE]


def test_somebody_is_looked_for_in_a_small_copy_and_compared_in_the_frame() -> None:
    viewer = Viewer()
    assert viewer.frame(there=False) == [320]
    assert viewer.frame() == FIRST


def test_who_is_there_is_not_looked_for_again() -> None:
    viewer = Viewer()
    assert [viewer.frame() for _ in range(FRAMES)] == [FIRST, WHOLE, WHOLE]
    assert viewer.attempt.compared
    assert viewer.frame() == WHOLE


def test_who_went_is_looked_for_again() -> None:
    viewer = Viewer()
    viewer.frame()
    assert viewer.frame(there=False) == [640], "the frame in which nobody is any more"
    assert viewer.frame(there=False) == [320]
    assert viewer.frame() == FIRST
