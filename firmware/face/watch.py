"""Whether a camera is well, from when its frames come and two cheap figures of each. Pure: time comes in as a number.

Every fault is found within two seconds of frames that are looked at as they come.
"""

import zlib
from dataclasses import dataclass, replace
from enum import StrEnum

from hal.camera import CameraFrame

STALL_SECONDS = 1.5  # without a frame; a slow camera that still gives one a second is not stalled
WINDOW_SECONDS = 1.5  # that frozen, black and slow are judged over
MIN_RATE = 5.0  # frames a second; below it neither the preview nor the turn of a head can be followed
MIN_ALIKE = 3  # frames; two may be alike by a camera's own repetition
BLACK_MEAN = 4.0  # grey levels; a lens under a finger lets more light through, and is no fault of the camera
_KEPT = 2048  # glances: more than a window holds at 1,000 frames a second, which no camera gives
_SAMPLES = 2000  # bytes a mean is taken of


class CameraFault(StrEnum):
    """What is wrong with the frames; status, telemetry and diagnostics name the camera's fault by these words."""

    STALLED = "stalled"
    BLACK = "black"
    FROZEN = "frozen"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Glance:
    """What is kept of a frame: monotonic seconds, number, mean grey level, checksum. It shows nobody."""

    taken_at: float
    sequence: int
    mean: float
    checksum: int


@dataclass(frozen=True, slots=True)
class Watch:
    """What was seen of a camera since it was started, at monotonic seconds `started`."""

    started: float
    glances: tuple[Glance, ...] = ()

    def saw(self, glance: Glance) -> "Watch":
        """The watch with one more frame; what came before the window is forgotten but for one frame.

        That one shows that the window is full.
        """
        opening = glance.taken_at - WINDOW_SECONDS
        older = sum(known.taken_at < opening for known in self.glances)
        return replace(self, glances=(*self.glances[max(0, older - 1) :][-_KEPT + 1 :], glance))

    def fault(self, now: float) -> CameraFault | None:
        """What is wrong at `now`, or None. The graver fault is named where two hold."""
        last = self.glances[-1].taken_at if self.glances else self.started
        if now - last >= STALL_SECONDS:
            return CameraFault.STALLED
        if not self.glances or now - self.glances[0].taken_at < WINDOW_SECONDS:
            return None
        # Up to the last frame, not to now: a camera that is about to be stalled is not slow.
        recent = tuple(glance for glance in self.glances if glance.taken_at >= last - WINDOW_SECONDS - 1e-6)
        if len(recent) >= MIN_ALIKE:
            if all(glance.mean < BLACK_MEAN for glance in recent):
                return CameraFault.BLACK
            if len({glance.checksum for glance in recent}) == 1:
                return CameraFault.FROZEN
        # The camera's own numbers: frames that nobody had the time to look at came all the same.
        came, span = recent[-1].sequence - recent[0].sequence, last - recent[0].taken_at
        return CameraFault.SLOW if came < MIN_RATE * span or span == 0 else None


def glance(frame: CameraFrame) -> Glance:
    """The figures of a frame: about a millisecond for 640x480."""
    # A stride that is no multiple of three and none of a row, so that all colours and columns are met.
    stride = max(1, len(frame.pixels) // _SAMPLES // 6 * 6 + 1)
    sample = frame.pixels[::stride]
    mean = sum(sample) / len(sample) if sample else 0.0
    return Glance(frame.taken_at, frame.sequence, mean, zlib.crc32(frame.pixels))
