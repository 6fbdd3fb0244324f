"""Frames of a camera that is watched: it runs exactly as long as somebody takes frames from here."""

from collections.abc import Callable, Generator
from typing import Literal

from firmware.face.errors import FaceError
from firmware.face.watch import CameraFault, Watch, glance
from hal.camera import Camera, CameraFrame, CameraRole
from hal.clock import Clock
from hal.errors import DeviceBusy, HalError

OpenCamera = Callable[[CameraRole], Camera]
"""Makes the driver of a camera; it is not started. Raises SettingsError."""

Fault = Literal["missing", "busy", "stalled", "black", "frozen", "slow"]

_WORDS: dict[CameraFault, Fault] = {
    CameraFault.STALLED: "stalled",
    CameraFault.BLACK: "black",
    CameraFault.FROZEN: "frozen",
    CameraFault.SLOW: "slow",
}

PATIENCE_SECONDS = 0.04
"""Between two looks at the orders: within a tenth of a second after Rest the camera has to be off."""


class CameraUnwell(FaceError):
    """A camera gives no frames, or none that could be used; `fault` says in which way."""

    def __init__(self, camera: CameraRole, fault: Fault) -> None:
        super().__init__(f"{camera} is {fault}")
        self.camera: CameraRole = camera
        self.fault: Fault = fault


def frames(role: CameraRole, open_camera: OpenCamera, clock: Clock) -> Generator[CameraFrame | None, None, None]:
    """Frame after frame, None where none came for a moment; the camera is off when this is closed, or fails.

    Raises CameraUnwell.
    """
    try:
        camera = open_camera(role)
        try:
            camera.start()
            yield from _watched(role, camera, clock)
        finally:
            camera.close()
    except DeviceBusy as error:
        raise CameraUnwell(role, "busy") from error
    except HalError as error:
        raise CameraUnwell(role, "missing") from error


def _watched(role: CameraRole, camera: Camera, clock: Clock) -> Generator[CameraFrame | None, None, None]:
    watch = Watch(clock.monotonic())
    while True:
        frame = camera.read(PATIENCE_SECONDS)
        if frame is not None:
            watch = watch.saw(glance(frame))
        fault = watch.fault(clock.monotonic())
        if fault is not None:
            raise CameraUnwell(role, _WORDS[fault])
        yield frame
