"""Reading a card through a camera: for so long at most, and only as long as the camera is well."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from firmware.face.printed.locate import Picture
from firmware.face.printed.number import Reading, Unsure
from firmware.face.printed.reader import PrintedReader
from firmware.face.watch import STALL_SECONDS, CameraFault, Watch, glance
from hal.camera import Camera, CameraFrame
from hal.clock import Clock

# A camera that is slow for a preview is quick enough for a card that lies still.
_GRAVE = (CameraFault.BLACK, CameraFault.FROZEN)


def read_printed(
    camera: Camera, reader: PrintedReader, today: date, clock: Clock, seconds: float
) -> Reading | Unsure | CameraFault:
    """What the card under the camera says, after `seconds` of frames at most; what is wrong with the camera.

    The camera runs only meanwhile. Raises DeviceMissing, DeviceBusy.
    """
    camera.start()
    try:
        frames = _Frames(camera, clock, clock.monotonic() + seconds)
        outcome = reader.read(frames, today)
    finally:
        camera.stop()
    # A number that was read is none the worse for a camera that failed after it; a doubt may be the camera's fault.
    return frames.fault if frames.fault and isinstance(outcome, Unsure) else outcome


class _Frames:
    """Pictures, until the time is over or the camera is found unwell, which `fault` then says."""

    def __init__(self, camera: Camera, clock: Clock, until: float) -> None:
        self._camera, self._clock, self._until = camera, clock, until
        self._watch = Watch(clock.monotonic())
        self.fault: CameraFault | None = None

    def __iter__(self) -> Iterator[Picture]:
        return self

    def __next__(self) -> Picture:
        left = self._until - self._clock.monotonic()
        if self.fault or left <= 0:
            raise StopIteration
        # Only while it is waited for: between two frames the reader may have read for longer than a stall lasts.
        frame = self._camera.read(min(left, STALL_SECONDS))
        if frame is None:
            self.fault = CameraFault.STALLED if left >= STALL_SECONDS else None
            raise StopIteration
        self._watch = self._watch.saw(glance(frame))
        found = self._watch.fault(frame.taken_at)
        self.fault = found if found in _GRAVE else None
        if self.fault:
            raise StopIteration
        return _picture(frame)


def _picture(frame: CameraFrame) -> Picture:
    """Height x width x 3 RGB."""
    return np.frombuffer(frame.pixels, np.uint8).reshape(frame.height, frame.width, 3)
