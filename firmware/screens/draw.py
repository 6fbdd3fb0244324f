"""The painter: a screen becomes a frame. Pillow only; where everything stands is decided by the layout."""

from collections.abc import Mapping

from PIL import Image, ImageDraw

from firmware.screens import theme
from firmware.screens.canvas import Canvas, Glass
from firmware.screens.fonts import FontSet
from firmware.screens.geometry import Block, Drawing, Layout, Panel, Rect, Target, TextBox
from firmware.screens.geometry import hit as target_at
from firmware.screens.layout import Compositor
from firmware.screens.model import Mark, Picture, Screen
from firmware.screens.pen import Layer, Pen, Tone, corner
from firmware.screens.pictures import DRAWINGS
from firmware.screens.texts import Texts
from firmware.screens.theme import Colour, Ink
from firmware.visit.model import Language
from hal.display import Frame

_WRITING_KEPT = 128
"""Set texts whose pictures are kept: about 3 MB, several visits."""


class Painter:
    """Draws screens for one size of display. Keeps pictures of texts that are the same for everybody, not of values."""

    def __init__(self, size: tuple[int, int], texts: Mapping[Language, Texts], fonts: FontSet) -> None:
        """Raises SizeUnknown."""
        self._compositor = Compositor(size, texts, fonts)
        self._fonts = fonts
        self._size = size
        self._layers: dict[tuple[Picture | Mark, int, int], tuple[Layer, ...]] = {}
        self._writing: dict[Block, Image.Image] = {}
        self._corners: dict[int, tuple[Image.Image, ...]] = {}
        self._glasses: dict[tuple[int, int, int, int], Glass] = {}

    def layout(self, screen: Screen) -> Layout:
        """Where everything stands. Raises TextMissing."""
        return self._compositor.layout(screen)

    def hit(self, layout: Layout, x: int, y: int) -> Target | None:
        """What lies under a touch."""
        return target_at(layout, x, y)

    def draw(self, screen: Screen) -> Frame:
        """The frame of a screen. Raises TextMissing."""
        image = self.picture(screen)
        return Frame(image.width, image.height, image.tobytes())

    def canvas(self, screen: Screen) -> Canvas:
        """A screen on which pictures can be put. Raises TextMissing."""
        layout = self.layout(screen)
        return Canvas(self._painted(layout), layout, self._glass(layout))

    def picture(self, screen: Screen) -> Image.Image:
        """The frame as an image of Pillow."""
        layout = self.layout(screen)
        image = self._painted(layout)
        glass = self._glass(layout)
        if layout.view is not None and glass is not None:
            glass.lay(image, layout.view)
        return image

    def _glass(self, layout: Layout) -> Glass | None:
        """What lies over the view, drawn once for each size."""
        view, oval = layout.view, layout.oval
        if view is None or oval is None:
            return None
        name = (view.width, view.height, oval.width, oval.height)
        if name not in self._glasses:
            self._glasses[name] = Glass.drawn(view, oval)
        return self._glasses[name]

    def _painted(self, layout: Layout) -> Image.Image:
        image = Image.new("RGB", self._size, theme.PAPER)
        pen = ImageDraw.Draw(image)
        for item in layout.items:
            match item:
                case Panel():
                    self._panel(image, pen, item)
                case Drawing():
                    self._drawing(image, item)
                case TextBox():
                    self._text(image, pen, item)
        return image

    def _panel(self, image: Image.Image, pen: ImageDraw.ImageDraw, panel: Panel) -> None:
        rect, radius = panel.rect, panel.radius
        if panel.border is not None:
            colour, line = panel.border
            self._rounded(image, pen, rect, radius, colour)
            rect, radius = rect.inset(line, line, line, line), max(0, radius - line)
        self._rounded(image, pen, rect, radius, panel.fill)

    def _rounded(self, image: Image.Image, pen: ImageDraw.ImageDraw, rect: Rect, radius: int, fill: Colour) -> None:
        radius = min(radius, rect.width // 2, rect.height // 2)
        right, bottom = rect.right - 1, rect.bottom - 1
        if radius == 0:
            pen.rectangle((rect.x, rect.y, right, bottom), fill=fill)
            return
        if rect.width > 2 * radius:
            pen.rectangle((rect.x + radius, rect.y, right - radius, bottom), fill=fill)
        if rect.height > 2 * radius:
            pen.rectangle((rect.x, rect.y + radius, right, bottom - radius), fill=fill)
        far_x, far_y = rect.right - radius, rect.bottom - radius
        places = ((rect.x, rect.y), (far_x, rect.y), (far_x, far_y), (rect.x, far_y))
        for place, mask in zip(places, self._quarters(radius), strict=True):
            image.paste(fill, (*place, place[0] + radius, place[1] + radius), mask)

    def _quarters(self, radius: int) -> tuple[Image.Image, ...]:
        """The four corners, clockwise from the upper left."""
        quarters = self._corners.get(radius)
        if quarters is None:
            first = corner(radius)
            second = first.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
            third = second.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
            fourth = first.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
            quarters = self._corners[radius] = (first, second, third, fourth)
        return quarters

    def _drawing(self, image: Image.Image, drawing: Drawing) -> None:
        rect = drawing.rect
        layers = self._layers.get((drawing.shape, rect.width, rect.height))
        if layers is None:
            pen = Pen(rect.width, rect.height)
            DRAWINGS[drawing.shape](pen)
            layers = self._layers[drawing.shape, rect.width, rect.height] = pen.take()
        for tone, mask, (x, y) in layers:
            image.paste(_colour(tone, drawing.ink), (rect.x + x, rect.y + y), mask)

    def _text(self, image: Image.Image, pen: ImageDraw.ImageDraw, box: TextBox) -> None:
        if not box.lasting:
            self._letters(pen, box.block, (box.rect.x, box.rect.y), box.ink.ink)
            return
        mask = self._writing.get(box.block)
        if mask is None:
            mask = Image.new("L", (box.rect.width, box.rect.height))
            self._letters(ImageDraw.Draw(mask), box.block, (0, 0), 255)
            if len(self._writing) >= _WRITING_KEPT:
                self._writing.pop(next(iter(self._writing)))
            self._writing[box.block] = mask
        image.paste(box.ink.ink, (box.rect.x, box.rect.y), mask)

    def _letters(self, pen: ImageDraw.ImageDraw, block: Block, corner: tuple[int, int], fill: Colour | int) -> None:
        for letters in block.letters:
            font = self._fonts.font(letters.weight, letters.size)
            place = (round(corner[0] + letters.x), round(corner[1] + letters.baseline))
            pen.text(place, letters.text, fill=fill, font=font, anchor="ls")


def _colour(tone: Tone, ink: Ink) -> Colour:
    match tone:
        case Tone.INK:
            return ink.ink
        case Tone.PAPER:
            return ink.paper
        case Tone.SOFT:
            return theme.mixed(ink.paper, ink.ink, 0.28)
        case Tone.WHITE:
            return theme.WHITE
        case Tone.GOLD:
            return theme.GOLD
