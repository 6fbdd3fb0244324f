"""Virtual driver of the camera port: it sees what the bench shows it, at the pace of a real camera."""

from hal.camera import CameraFrame, CameraRole
from hal.clock import Clock
from hal.settings import CameraSettings, PlainSettings
from hal.virtual.bench import Bench

_SUMS = 1e-6  # frames that sums of fractions of a second may be off


class VirtualCamera:
    """A camera of a bench. With nothing before it no frame comes, as with a stalled camera.

    The clock says which frame of a film is seen and when it was taken; numbers count the frames that passed
    meanwhile too, as a real camera's do. Where the clock stands still, as in tests, frames come at the pace of the
    film all the same.
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
        self._pushed = 0
        self._taken = 0.0  # when the frame was due that was taken last

    @property
    def running(self) -> bool:
        """Whether frames are being taken."""
        return self._scene.held_by(self)

    def start(self) -> None:
        """Begin to take frames; another driver of this camera has it no more. Raises DeviceMissing."""
        self._bench.faults.check(self._name)
        self._version = -1
        self._pushed = self._scene.pushed
        self._scene.begin(self)

    def read(self, timeout: float) -> CameraFrame | None:
        """A new frame of what is before the camera; None when there was none in time. Raises DeviceMissing.

        What was just put there comes at once, the next frame when it is due.
        """
        wait = max(0.0, self._taken + self._scene.interval - self._clock.monotonic())
        endless = self._scene.stalled or self._scene.live
        patience = timeout if endless else min(timeout, wait)
        woken = self._bench.changes.wait_until(self._news, patience)
        self._bench.faults.check(self._name)
        if not self.running or (not woken and (endless or wait > timeout)):
            return None
        return self._take()

    def _take(self) -> CameraFrame | None:
        with self._bench.changes.lock:
            now = self._clock.monotonic()
            picture = self._scene.take(now)
            if picture is None:
                return None
            self._count(now)
            return CameraFrame(picture.width, picture.height, picture.pixels, self._taken, self._sequence)

    def _count(self, now: float) -> None:
        """Number and time of the newest frame at `now`."""
        scene = self._scene
        if scene.live:
            self._sequence += max(1, scene.pushed - self._pushed)
            self._taken = now
        elif self._version != scene.version:
            self._sequence += 1
            self._taken = now
        else:
            passed = int((now - self._taken) / scene.interval + _SUMS)
            self._sequence += max(1, passed)
            self._taken += passed * scene.interval
        self._version, self._pushed = scene.version, scene.pushed

    def _news(self) -> bool:
        scene = self._scene
        if not self.running or self._bench.faults.broken(self._name):
            return True
        due = self._clock.monotonic() >= self._taken + scene.interval - _SUMS
        if scene.live:
            return not scene.stalled and due and scene.pushed != self._pushed
        return not scene.stalled and (self._version != scene.version or due)

    def stop(self) -> None:
        """Take no more frames and forget the last one."""
        self._scene.end(self)

    def close(self) -> None:
        """Stop; a second call does nothing."""
        self.stop()
