"""The cameras that one client of a served bench uses: they stop when it goes away."""

from hal.camera import CameraRole
from hal.clock import Clock
from hal.settings import CameraSettings
from hal.virtual import wire
from hal.virtual.bench import Bench
from hal.virtual.camera import VirtualCamera

LONGEST_READ = 1.0  # seconds; a client that was killed keeps its camera running for so long at most


class LentCameras:
    """Drivers of one client, one for each camera of the bench. Raises DeviceMissing as they do."""

    def __init__(self, bench: Bench, clock: Clock) -> None:
        self._clock = clock
        self._cameras: dict[CameraRole, VirtualCamera] = {
            role: VirtualCamera(bench, CameraSettings(), clock, role) for role in bench.scenes
        }

    def run(self, request: wire.RunCamera) -> wire.Done:
        """Start a camera or stop it."""
        camera = self._cameras[request.camera]
        if request.running:
            camera.start()
        else:
            camera.stop()
        return wire.Done()

    def read(self, request: wire.ReadCamera) -> wire.Taken:
        """The newest frame of a camera that this client started."""
        frame = self._cameras[request.camera].read(min(request.timeout, LONGEST_READ))
        if frame is None:
            return wire.Taken()
        age = max(0.0, self._clock.monotonic() - frame.taken_at)
        return wire.Taken(frame.width, frame.height, frame.pixels, age, frame.sequence)

    def stop(self) -> None:
        """Stop all of them."""
        for camera in self._cameras.values():
            camera.stop()
