"""A drawn screen with room for the camera's picture and the card's photo: these come and go, the rest stays drawn.

Nothing of a picture outlives the canvas, and `wipe` takes it from the canvas too.
"""

from dataclasses import dataclass
from typing import Self

from PIL import Image, ImageDraw

from firmware.screens import theme
from firmware.screens.errors import PictureUnfit
from firmware.screens.geometry import Layout, Rect
from hal.display import Frame

LEAST, MOST = 16, 1024  # px: what the face child may send (firmware.face.child.words)
_FINER = 3  # the glass is drawn this many times larger than shown
_DIM = 112  # of 255: outside the oval the picture is darker, and still enough to find oneself in
_LINE, _EDGE = 5, 2  # px of the design: the oval's white line, and the dark ones beside it for a bright ground


def picture_of(width: int, height: int, pixels: bytes) -> Frame:
    """A picture as a camera or a card gives it, RGB. Raises PictureUnfit."""
    if not (LEAST <= width <= MOST and LEAST <= height <= MOST) or len(pixels) != width * height * 3:
        raise PictureUnfit(width, height, len(pixels))
    return Frame(width, height, pixels)


@dataclass(frozen=True, slots=True)
class Glass:
    """What lies over the camera's picture: dark around the oval, clear in it. `colours` where `cover` says how much."""

    colours: Image.Image
    cover: Image.Image

    @classmethod
    def drawn(cls, view: Rect, oval: Rect) -> Self:
        """The glass for a view with its oval, both in pixels of the screen."""
        scale = view.height * _FINER / 300
        size = (view.width * _FINER, view.height * _FINER)
        cover, colours = Image.new("L", size, _DIM), Image.new("RGB", size, theme.INK)
        left, top = (oval.x - view.x) * _FINER, (oval.y - view.y) * _FINER
        right, bottom = left + oval.width * _FINER, top + oval.height * _FINER
        cover_pen, colour_pen = ImageDraw.Draw(cover), ImageDraw.Draw(colours)
        for inset, fill in ((0, 255), (2 * _EDGE + _LINE, 0)):
            by = round(inset * scale)
            cover_pen.ellipse((left + by, top + by, right - by, bottom - by), fill=fill)
        for inset, colour in ((_EDGE, theme.WHITE), (_EDGE + _LINE, theme.INK)):
            by = round(inset * scale)
            colour_pen.ellipse((left + by, top + by, right - by, bottom - by), fill=colour)
        return cls(colours.reduce(_FINER), cover.reduce(_FINER))

    def lay(self, image: Image.Image, view: Rect) -> None:
        """Lay it over what is drawn there."""
        image.paste(self.colours, (view.x, view.y), self.cover)


class Canvas:
    """One screen; belongs to one thread."""

    def __init__(self, image: Image.Image, layout: Layout, glass: Glass | None) -> None:
        """`image` is the screen without any picture, of which the canvas becomes the owner."""
        self.layout = layout
        self._image = image
        self._glass = glass
        if layout.view is not None and glass is not None:
            glass.lay(image, layout.view)

    def show(self, view: Frame | None, portrait: Frame | None) -> None:
        """Put pictures into their rooms; None leaves what is there, a picture without a room is not shown."""
        if view is not None and (room := self.layout.view) is not None:
            self._put(view, room)
            if self._glass is not None:
                self._glass.lay(self._image, room)
        if portrait is not None and (room := self.layout.portrait) is not None:
            self._put(portrait, room)

    def frame(self) -> Frame:
        """The screen as it is now."""
        return Frame(self._image.width, self._image.height, self._image.tobytes())

    def wipe(self) -> None:
        """Paint over whatever is there of a person."""
        for room in (self.layout.view, self.layout.portrait):
            if room is not None:
                self._image.paste(theme.BRAND_DEEP, (room.x, room.y, room.right, room.bottom))

    def _put(self, picture: Frame, room: Rect) -> None:
        """In the middle of its room, as large as it can be; one of the room's own size is only copied."""
        image = Image.frombuffer("RGB", (picture.width, picture.height), picture.pixels, "raw", "RGB", 0, 1)
        if image.size != (room.width, room.height):
            scale = min(room.width / image.width, room.height / image.height)
            size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
            image = image.resize(size, Image.Resampling.BILINEAR)
            self._image.paste(theme.BRAND_DEEP, (room.x, room.y, room.right, room.bottom))
        x, y = room.x + (room.width - image.width) // 2, room.y + (room.height - image.height) // 2
        self._image.paste(image, (x, y))
