"""Frames as pictures for a browser: PNG of what changed on the screen, JPEG of what the camera sees."""

import io
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PIL import Image, ImageChops

from hal.camera import CameraRole
from hal.display import Frame

HEAD = struct.Struct(">7H")
"""Where it belongs (0: the screen), left, top, width and height of the patch, then width and height of the whole."""

PLACES: Mapping[CameraRole, int] = MappingProxyType({"camera": 1, "card_camera": 2})
"""Where in HEAD for what a camera sees."""

VIEW = (240, 180)
"""Pixels of what a camera sees, on the page: enough to see who stands there, and some 6 kB."""
JPEG_QUALITY = 70

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
        return HEAD.pack(0, self.left, self.top, self.width, self.height, *self.screen) + self.png


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


def view_of(camera: CameraRole, seen: Frame | None) -> bytes:
    """What a camera sees, small, for the browser: HEAD, then a JPEG; nothing behind HEAD where it sees nothing."""
    file = io.BytesIO()
    if seen is not None:
        _image(seen).resize(VIEW, Image.Resampling.BILINEAR, reducing_gap=1.5).save(file, "JPEG", quality=JPEG_QUALITY)
    return HEAD.pack(PLACES[camera], 0, 0, *VIEW, *VIEW) + file.getvalue()


def _image(frame: Frame) -> Image.Image:
    return Image.frombytes("RGB", (frame.width, frame.height), frame.pixels)
