"""Virtual driver of the camera port: it sees what the bench shows it, at the pace of a real camera."""

from hal.camera import CameraFrame
from hal.clock import Clock
from hal.settings import CameraSettings, PlainSettings
from hal.virtual.bench import Bench
from hal.virtual.scene import CameraRole


class VirtualCamera:
    """A camera of a bench. With nothing before it no frame comes, as with a stalled camera.

    The clock says which frame of a film is seen and when it was taken. Where the clock stands still, as in tests,
    frames come at the pace of the film all the same.
    """

    def __init__(
        self, bench: Bench, settings: CameraSettings | PlainSettings, clock: Clock, name: CameraRole = "camera"
    ) -> None:
        self._bench = bench
        self._clock = clock
        self._name: CameraRole = name
        self._scene = bench.scenes[name]
        self._sequence = 0
        self._version = -1
        self._due = 0.0

    @property
    def running(self) -> bool:
        """Whether frames are being taken."""
        return self._scene.running

    def start(self) -> None:
        """Begin to take frames. Raises DeviceMissing."""
        self._bench.faults.check(self._name)
        self._version = -1
        self._scene.run(running=True)

    def read(self, timeout: float) -> CameraFrame | None:
        """A new frame of what is before the camera; None when there was none in time. Raises DeviceMissing.

        What was just put there comes at once, the next frame when it is due.
        """
        wait = max(0.0, self._due - self._clock.monotonic())
        patience = timeout if self._scene.stalled else min(timeout, wait)
        woken = self._bench.changes.wait_until(self._news, patience)
        self._bench.faults.check(self._name)
        if not self.running or (not woken and (self._scene.stalled or wait > timeout)):
            return None
        return self._take()

    def _take(self) -> CameraFrame | None:
        with self._bench.changes.lock:
            now = self._clock.monotonic()
            picture = self._scene.take(now)
            if picture is None:
                return None
            self._version = self._scene.version
            self._due = now + self._scene.interval
            self._sequence += 1
            return CameraFrame(picture.width, picture.height, picture.pixels, now, self._sequence)

    def _news(self) -> bool:
        if not self.running or self._bench.faults.broken(self._name):
            return True
        return not self._scene.stalled and (
            self._version != self._scene.version or self._clock.monotonic() >= self._due
        )

    def stop(self) -> None:
        """Take no more frames and forget the last one."""
        self._scene.run(running=False)

    def close(self) -> None:
        """Stop; a second call does nothing."""
        self.stop()
