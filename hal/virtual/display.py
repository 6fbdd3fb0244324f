"""Virtual driver of the display port: it remembers the last frame."""

from hal.display import Frame
from hal.settings import DisplaySettings
from hal.virtual.bench import Bench

BYTES_PER_PIXEL = 3


class VirtualDisplay:
    """The screen of a bench."""

    def __init__(self, bench: Bench, settings: DisplaySettings) -> None:
        self._bench = bench
        self._size = (settings.width, settings.height)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self._size

    def show(self, frame: Frame) -> None:
        """Show a frame. Raises DeviceMissing; ValueError for a frame of another size."""
        self._bench.faults.check("display")
        width, height = self._size
        if (frame.width, frame.height) != self._size or len(frame.pixels) != width * height * BYTES_PER_PIXEL:
            raise ValueError(f"{frame!r} with {len(frame.pixels)} bytes does not fit a {width}x{height} screen")
        self._bench.screen.show(frame)

    def close(self) -> None:
        """Nothing to let go of: the last frame stays to be looked at."""
