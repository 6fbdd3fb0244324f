"""A pen for our own drawings: shapes on a field of 100 by 100, drawn large and made small so that edges are smooth."""

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from firmware.screens.theme import Colour

Point = tuple[float, float]
FINER = 4  # drawn this many times larger than shown
FIELD = 100.0


class Pen:
    """Draws coverage (0 to 255) for one colour at a time; `take` gives it in the size asked for."""

    def __init__(self, width: int, height: int) -> None:
        self._size = (width, height)
        self._mask = Image.new("L", (width * FINER, height * FINER))
        self._draw = ImageDraw.Draw(self._mask)
        self._unit = min(width, height) * FINER / FIELD
        self._left = (width * FINER - FIELD * self._unit) / 2
        self._top = (height * FINER - FIELD * self._unit) / 2

    def take(self) -> Image.Image:
        """The drawing so far as a mask."""
        return self._mask.reduce(FINER)

    def box(self, x: float, y: float, width: float, height: float, radius: float = 0, on: bool = True) -> None:
        """A filled rectangle with round corners."""
        corners = [self._at((x, y)), self._at((x + width, y + height))]
        self._draw.rounded_rectangle([corners[0], corners[1]], radius * self._unit, fill=255 if on else 0)

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
        fill = 255 if on else 0
        placed = [self._at(point) for point in points]
        self._draw.line(placed, fill=fill, width=max(1, round(width * self._unit)), joint="curve")
        for point in points:
            self.disc(point, width / 2, on)

    def shape(self, points: Sequence[Point], on: bool = True) -> None:
        """A filled polygon."""
        self._draw.polygon([self._at(point) for point in points], fill=255 if on else 0)

    def turned(self, points: Sequence[Point], centre: Point, degrees: float) -> list[Point]:
        """Points turned around a centre, clockwise."""
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        moved = [(x - centre[0], y - centre[1]) for x, y in points]
        return [(centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos) for x, y in moved]

    def _at(self, point: Point) -> Point:
        return self._left + point[0] * self._unit, self._top + point[1] * self._unit


def corner(radius: int) -> Image.Image:
    """The upper left quarter of a disc, as a mask of `radius` by `radius` pixels."""
    side = radius * FINER
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).ellipse([0, 0, 2 * side - 1, 2 * side - 1], fill=255)
    return mask.reduce(FINER)


def mixed(one: Colour, other: Colour, part: float) -> Colour:
    """A colour between two; `part` of the other."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue
