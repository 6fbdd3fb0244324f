"""A pen for our own drawings: shapes on a field of 100 by 100, drawn large and made small so that edges are smooth."""

import enum
import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

Point = tuple[float, float]
FINER = 4  # drawn this many times larger than shown
FIELD = 100.0


class Tone(enum.Enum):
    """Colour of a layer: the ink, the paper, a shade between them, white, or the gold of the chip."""

    INK = "ink"
    PAPER = "paper"
    SOFT = "soft"
    WHITE = "white"
    GOLD = "gold"


Layer = tuple[Tone, Image.Image, tuple[int, int]]
"""A tone, where it is (a mask), and the place of the mask's corner in the drawing."""


class Pen:
    """Draws layer over layer, each in one tone; turned by `turn` degrees around the middle of the field."""

    def __init__(self, width: int, height: int) -> None:
        self._size = (width * FINER, height * FINER)
        self._unit = min(self._size) / FIELD
        self._left = (self._size[0] - FIELD * self._unit) / 2
        self._top = (self._size[1] - FIELD * self._unit) / 2
        self._layers: list[tuple[Tone, Image.Image]] = []
        self._turn = 0.0
        self._centre = (FIELD / 2, FIELD / 2)
        self.tone(Tone.INK)

    def tone(self, tone: Tone) -> None:
        """Begin a new layer over the others."""
        mask = Image.new("L", self._size)
        self._layers.append((tone, mask))
        self._draw = ImageDraw.Draw(mask)

    def turn(self, degrees: float, centre: Point = (FIELD / 2, FIELD / 2)) -> None:
        """Turn everything drawn from now on, clockwise around a centre."""
        self._turn, self._centre = math.radians(degrees), centre

    def take(self) -> tuple[Layer, ...]:
        """The layers in the size asked for, each cut to what is drawn in it; empty ones are left out."""
        masks = ((tone, mask.reduce(FINER)) for tone, mask in self._layers)
        boxes = ((tone, mask, mask.getbbox()) for tone, mask in masks)
        return tuple((tone, mask.crop(box), (box[0], box[1])) for tone, mask, box in boxes if box)

    def box(self, x: float, y: float, width: float, height: float, radius: float = 0, on: bool = True) -> None:
        """A filled rectangle with round corners."""
        radius = min(radius, width / 2, height / 2)
        left, top, right, bottom = x + radius, y + radius, x + width - radius, y + height - radius
        self.shape([(left, y), (right, y), (right, y + height), (left, y + height)], on)
        self.shape([(x, top), (x + width, top), (x + width, bottom), (x, bottom)], on)
        if radius:
            for corner in ((left, top), (right, top), (right, bottom), (left, bottom)):
                self.disc(corner, radius, on)

    def disc(self, centre: Point, radius: float, on: bool = True) -> None:
        """A filled circle."""
        x, y = self._at(centre)
        reach = radius * self._unit
        self._draw.ellipse([x - reach, y - reach, x + reach, y + reach], fill=255 if on else 0)

    def ring(self, centre: Point, radius: float, width: float) -> None:
        """A circle as a line that lies within the radius."""
        self.disc(centre, radius)
        self.disc(centre, radius - width, on=False)

    def line(self, points: Sequence[Point], width: float, on: bool = True) -> None:
        """A line with round ends and joints."""
        placed = [self._at(point) for point in points]
        self._draw.line(placed, fill=255 if on else 0, width=max(1, round(width * self._unit)))
        for point in points:
            self.disc(point, width / 2, on)

    def shape(self, points: Sequence[Point], on: bool = True) -> None:
        """A filled polygon."""
        self._draw.polygon([self._at(point) for point in points], fill=255 if on else 0)

    def _at(self, point: Point) -> Point:
        x, y = point[0] - self._centre[0], point[1] - self._centre[1]
        cos, sin = math.cos(self._turn), math.sin(self._turn)
        x, y = self._centre[0] + x * cos - y * sin, self._centre[1] + x * sin + y * cos
        return self._left + x * self._unit, self._top + y * self._unit


def corner(radius: int) -> Image.Image:
    """The upper left quarter of a disc, as a mask of `radius` by `radius` pixels."""
    side = radius * FINER
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).ellipse([0, 0, 2 * side - 1, 2 * side - 1], fill=255)
    return mask.reduce(FINER)
