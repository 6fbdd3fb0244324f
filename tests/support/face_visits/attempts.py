"""One attempt as the face child carries it out, before a scene, on a clock that the frames move."""

import random
from datetime import UTC, datetime
from typing import cast

from firmware.face.child.channel import Channel
from firmware.face.child.held import HeldPhoto
from firmware.face.child.kit import Kit
from firmware.face.child.matching import attempt_match
from firmware.face.child.words import Decided, Faulted, Match, Noticed, Preview, Report
from firmware.face.engine.engine import Engine
from hal.camera import CameraFrame
from tests.support.face_visits.scene import Scene

EVERY = 3
"""Of the frames of a camera that gives thirty a second, each third is looked at: ten a second."""

BETWEEN_SECONDS = EVERY / 30
PATIENCE_SECONDS = 9.0
"""After this somebody without an answer goes away."""


class HandClock:
    """Time as the frames say."""

    def __init__(self) -> None:
        self.time = 100.0

    def monotonic(self) -> float:
        return self.time

    def now(self) -> datetime:
        return datetime(2026, 11, 28, tzinfo=UTC)

    def sure(self) -> bool:
        return True


class SceneCamera:
    """The port `hal.camera.Camera` on a scene; each frame moves the clock."""

    def __init__(self, scene: Scene, clock: HandClock) -> None:
        self._scene = scene
        self._clock = clock
        self._sequence = 0
        self.running = False

    def start(self) -> None:
        self.running = True

    def read(self, timeout: float) -> CameraFrame | None:
        self._clock.time += BETWEEN_SECONDS
        self._sequence += EVERY
        picture = self._scene.picture(self._clock.time)
        height, width = picture.shape[:2]
        return CameraFrame(width, height, picture.tobytes(), self._clock.time, self._sequence)

    def stop(self) -> None:
        self.running = False

    def close(self) -> None:
        self.stop()


class Ear:
    """What the child says; the person before the camera hears it too."""

    def __init__(self, scene: Scene, clock: HandClock) -> None:
        self._scene = scene
        self._clock = clock
        self.decided: Decided | None = None

    def say(self, report: Report) -> None:
        match report:
            case Noticed():
                self._scene.told(report, self._clock.time)
            case Decided():
                self.decided = report
            case Faulted():
                raise AssertionError(f"{report.what} is {report.fault}")

    def show(self, preview: Preview) -> bool:
        return True


def attempt(scene: Scene, photo: HeldPhoto, engine: Engine, seed: int) -> Decided | None:
    """The decision; None where nothing was decided before the person went away. The side is drawn from the seed."""
    clock = HandClock()
    ear, camera, chance = Ear(scene, clock), SceneCamera(scene, clock), random.Random(seed)
    kit = Kit(cast("Channel", ear), clock, lambda _: camera, chance.randbytes, engine, None, photo)
    began = clock.time
    task = attempt_match(Match(1, 320, 240), kit)
    for _ in task:
        if clock.time - began > PATIENCE_SECONDS:
            task.close()
    assert not camera.running, "off when the attempt has an end"
    return ear.decided
