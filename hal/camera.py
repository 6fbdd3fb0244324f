"""Port: a camera. Frames carry a monotonic time and a sequence number, so that a stall can be seen."""

from dataclasses import dataclass
from typing import Literal, Protocol

CameraRole = Literal["camera", "card_camera"]
"""What a camera looks at: the person, or the card on the tray. The names are those of the configuration."""


@dataclass(frozen=True, slots=True)
class CameraFrame:
    """One picture: `pixels` as in `hal.display.Frame`, `taken_at` in monotonic seconds, `sequence` counting up."""

    width: int
    height: int
    pixels: bytes
    taken_at: float
    sequence: int

    def __repr__(self) -> str:
        """Size and sequence only: a frame shows a person."""
        return f"CameraFrame({self.width}x{self.height} #{self.sequence})"


class Camera(Protocol):
    """A camera that is off unless it was started."""

    @property
    def running(self) -> bool:
        """Whether frames are being taken."""

    def start(self) -> None:
        """Begin to take frames. Raises DeviceMissing, DeviceBusy."""

    def read(self, timeout: float) -> CameraFrame | None:
        """The newest frame not read yet; None when none came within `timeout` seconds. Raises DeviceMissing."""

    def stop(self) -> None:
        """Take no more frames and forget the last one; does nothing when not running."""

    def close(self) -> None:
        """Stop and let the device go; a second call does nothing."""
