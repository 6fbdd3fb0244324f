"""What every real camera shares: a thread that takes frames as they come, of which only the newest is kept."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from hal.camera import CameraFrame
from hal.clock import Clock
from hal.errors import DeviceMissing

JOIN_SECONDS = 2.0  # a driver that hangs for longer is left behind: no PIN waits for it, and it holds no lock


@dataclass(frozen=True, slots=True)
class RawPicture:
    """What a source gives: RGB rows as in `hal.display.Frame`."""

    width: int
    height: int
    pixels: bytes

    def __repr__(self) -> str:
        """Size only: it may show a person."""
        return f"RawPicture({self.width}x{self.height})"


class Source(Protocol):
    """An opened device. Used by one thread only."""

    def grab(self, stopping: threading.Event) -> RawPicture | None:
        """Block until the next picture; None when there was none this time. Raises DeviceMissing."""

    def release(self) -> None:
        """Let the device go."""


class CameraReader:
    """A camera port over a source that is opened at each start and let go at each stop."""

    def __init__(self, open_source: Callable[[], Source], clock: Clock) -> None:
        self._open = open_source
        self._clock = clock
        self._news = threading.Condition()
        self._newest: CameraFrame | None = None
        self._lost: DeviceMissing | None = None
        self._sequence = 0
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    @property
    def running(self) -> bool:
        """Whether frames are being taken."""
        return self._thread is not None

    def start(self) -> None:
        """Begin to take frames; does nothing when it does already. Raises DeviceMissing, DeviceBusy."""
        if self._thread is not None:
            return
        source = self._open()
        self._lost = None
        self._stopping = threading.Event()
        arguments = (source, self._stopping)
        self._thread = threading.Thread(target=self._take, args=arguments, name="camera", daemon=True)
        self._thread.start()

    def read(self, timeout: float) -> CameraFrame | None:
        """The newest frame not read yet; None when none came within `timeout` seconds. Raises DeviceMissing."""
        with self._news:
            self._news.wait_for(lambda: self._newest or self._lost or self._thread is None, timeout)
            if self._lost is not None:
                raise self._lost
            frame, self._newest = self._newest, None
            return frame

    def stop(self) -> None:
        """Take no more frames, let the device go and forget the last frame; does nothing when not running."""
        thread = self._thread
        if thread is None:
            return
        self._stopping.set()
        thread.join(JOIN_SECONDS)
        with self._news:
            self._thread = None
            self._newest = None
            self._lost = None
            self._news.notify_all()

    def close(self) -> None:
        """Stop; a second call does nothing."""
        self.stop()

    def _take(self, source: Source, stopping: threading.Event) -> None:
        try:
            while not stopping.is_set():
                picture = source.grab(stopping)
                if picture is not None:
                    self._keep(picture, stopping)
        except DeviceMissing as error:
            with self._news:
                if not stopping.is_set():  # or the camera was stopped, and perhaps started again
                    self._lost = error
                    self._news.notify_all()
        finally:
            source.release()

    def _keep(self, picture: RawPicture, stopping: threading.Event) -> None:
        with self._news:
            if stopping.is_set():  # a frame that was on its way when the camera was stopped is nobody's
                return
            self._sequence += 1
            taken = self._clock.monotonic()
            self._newest = CameraFrame(picture.width, picture.height, picture.pixels, taken, self._sequence)
            self._news.notify_all()
