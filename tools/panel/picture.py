"""Frames as pictures for a browser: PNG of what changed on the screen, JPEG of what the camera sees."""

import io
import struct
from dataclasses import dataclass

from PIL import Image, ImageChops

from hal.display import Frame

HEAD = struct.Struct(">6H")
"""Left, top, width and height of the patch, then width and height of the whole screen, in pixels."""

# Level 1 makes a full frame in a third of the time of level 6 and is 15 % larger, which loopback does not feel.
PNG_LEVEL = 1


@dataclass(frozen=True, slots=True)
class Patch:
    """A rectangle of the screen that changed, as PNG. Its repr says no more than the place."""

    left: int
    top: int
    width: int
    height: int
    screen: tuple[int, int]
    png: bytes

    def __repr__(self) -> str:
        """Place and size only: the picture may show what a log must not hold."""
        return f"Patch({self.width}x{self.height}+{self.left}+{self.top})"

    def encode(self) -> bytes:
        """The bytes that go to the browser: HEAD, then the PNG."""
        return HEAD.pack(self.left, self.top, self.width, self.height, *self.screen) + self.png


def patch_between(before: Frame | None, after: Frame) -> Patch | None:
    """What has to be drawn to get from one frame to the next; None where both look alike.

    Without a frame before, or after a change of size, that is the whole screen.
    """
    image = _image(after)
    box: tuple[int, int, int, int] | None = (0, 0, after.width, after.height)
    if before is not None and (before.width, before.height) == (after.width, after.height):
        box = ImageChops.difference(_image(before), image).getbbox()
    if box is None:
        return None
    left, top, right, bottom = box
    file = io.BytesIO()
    image.crop(box).save(file, "PNG", compress_level=PNG_LEVEL)
    return Patch(left, top, right - left, bottom - top, (after.width, after.height), file.getvalue())


def _image(frame: Frame) -> Image.Image:
    return Image.frombytes("RGB", (frame.width, frame.height), frame.pixels)
