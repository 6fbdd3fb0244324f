"""Virtual driver of the camera port: it sees what the bench shows it, at the pace of a real camera."""

from hal.camera import CameraFrame
from hal.clock import Clock
from hal.display import Frame
from hal.settings import PlainSettings
from hal.virtual.bench import Bench

FRAME_SECONDS = 1 / 15  # the slowest camera the product means to use


class VirtualCamera:
    """The camera of a bench. With nothing before it no frame comes, as with a stalled camera."""

    def __init__(self, bench: Bench, settings: PlainSettings, clock: Clock) -> None:
        self._bench = bench
        self._clock = clock
        self._sequence = 0
        self._last: Frame | None = None

    @property
    def running(self) -> bool:
        """Whether frames are being taken."""
        return self._bench.scene.running

    def start(self) -> None:
        """Begin to take frames. Raises DeviceMissing."""
        self._bench.faults.check("camera")
        self._set(running=True)

    def read(self, timeout: float) -> CameraFrame | None:
        """A new frame of what is before the camera; None when there was none in time. Raises DeviceMissing.

        A picture that was just put there comes at once, the same one again after one frame's time.
        """
        nothing = self._bench.scene.picture is None
        self._bench.changes.wait_until(self._news, timeout if nothing else min(timeout, FRAME_SECONDS))
        self._bench.faults.check("camera")
        picture = self._bench.scene.picture
        if picture is None or not self.running:
            return None
        if picture is self._last and timeout < FRAME_SECONDS:
            return None
        self._last = picture
        self._sequence += 1
        return CameraFrame(picture.width, picture.height, picture.pixels, self._clock.monotonic(), self._sequence)

    def _news(self) -> bool:
        if not self.running or self._bench.faults.broken("camera"):
            return True
        picture = self._bench.scene.picture
        return picture is not None and picture is not self._last

    def stop(self) -> None:
        """Take no more frames and forget the last one."""
        self._last = None
        self._set(running=False)

    def close(self) -> None:
        """Stop; a second call does nothing."""
        self.stop()

    def _set(self, running: bool) -> None:
        with self._bench.changes.lock:
            if self._bench.scene.running != running:
                self._bench.scene.running = running
                self._bench.changes.note()
