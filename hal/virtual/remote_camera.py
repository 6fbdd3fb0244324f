"""Virtual driver of the camera port for a process of its own: it sees through the socket of a served bench."""

import contextlib
from pathlib import Path

from hal.camera import CameraFrame, CameraRole
from hal.clock import Clock
from hal.errors import DeviceMissing
from hal.virtual.client import BenchClient
from hal.virtual.lent import LONGEST_READ
from hal.virtual.tray import BenchError
from hal.virtual.wire import Taken, WireError


class RemoteCamera:
    """A camera of a bench in another process. It is connected while it runs, so that a killed process has none.

    Films play by the bench's clock. A frame is stamped with this process's clock, less the frame's age: two processes
    need not share a clock, the bench's may stand still, and what judges a camera compares frames with its own time.
    The way through the socket, some milliseconds, is left out.
    """

    def __init__(self, bench: Path, clock: Clock, name: CameraRole = "camera") -> None:
        self._path = bench
        self._clock = clock
        self._name: CameraRole = name
        self._client: BenchClient | None = None
        self._before = 0  # frames that were counted before this start
        self._sequence = 0

    @property
    def running(self) -> bool:
        """Whether frames are being taken."""
        return self._client is not None

    def start(self) -> None:
        """Begin to take frames; does nothing when it does already. Raises DeviceMissing."""
        if self._client is not None:
            return
        try:
            client = BenchClient(self._path)
        except OSError as error:
            raise self._missing(error) from error
        try:
            client.run_camera(running=True, camera=self._name)
        except (OSError, BenchError, WireError) as error:
            client.close()
            raise self._missing(error) from error
        except DeviceMissing:
            client.close()
            raise
        self._client = client
        self._before = self._sequence

    def read(self, timeout: float) -> CameraFrame | None:
        """The newest frame not read yet; None when none came within `timeout` seconds. Raises DeviceMissing."""
        if self._client is None:
            return None
        while True:
            taken = self._ask(self._client, min(timeout, LONGEST_READ))
            if taken is not None:
                return self._frame(taken)
            timeout -= LONGEST_READ
            if timeout <= 0:
                return None

    def stop(self) -> None:
        """Take no more frames; does nothing when not running."""
        client, self._client = self._client, None
        if client is None:
            return
        # A bench that is gone has stopped its cameras by itself.
        with client, contextlib.suppress(OSError, BenchError, WireError):
            client.run_camera(running=False, camera=self._name)

    def close(self) -> None:
        """Stop; a second call does nothing."""
        self.stop()

    def _ask(self, client: BenchClient, timeout: float) -> Taken | None:
        try:
            return client.read_camera(timeout, self._name)
        except (OSError, BenchError, WireError) as error:
            raise self._missing(error) from error

    def _frame(self, taken: Taken) -> CameraFrame:
        self._sequence = self._before + taken.sequence
        taken_at = self._clock.monotonic() - taken.age
        return CameraFrame(taken.width, taken.height, taken.pixels, taken_at, self._sequence)

    def _missing(self, error: Exception) -> DeviceMissing:
        return DeviceMissing(f"virtual {self._name}", f"the bench at {self._path} does not answer: {error}")
