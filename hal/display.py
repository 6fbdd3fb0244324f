"""Port: the screen. It shows whole frames and knows nothing of what is on them."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture: `pixels` holds width x height x 3 bytes, red green blue, row by row from the top."""

    width: int
    height: int
    pixels: bytes

    def __repr__(self) -> str:
        """Size only: a frame may show what a log must not hold."""
        return f"Frame({self.width}x{self.height})"


class Display(Protocol):
    """The screen of the reader."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""

    def show(self, frame: Frame) -> None:
        """Show a frame of exactly `size`. Raises DeviceMissing when the screen is gone."""

    def close(self) -> None:
        """Let the screen go; a second call does nothing."""
