"""Colours and sizes. Every pair of ink and paper that carries meaning reaches 7:1 (WCAG 2.2, level AAA)."""

from dataclasses import dataclass

Colour = tuple[int, int, int]

PAPER: Colour = (247, 245, 240)
WHITE: Colour = (255, 255, 255)
INK: Colour = (20, 33, 43)
MUTED: Colour = (62, 75, 85)
LINE: Colour = (176, 186, 190)
BRAND: Colour = (10, 72, 92)
BRAND_DEEP: Colour = (4, 40, 54)
BRAND_SOFT: Colour = (222, 236, 240)
GOOD: Colour = (8, 84, 50)
GOOD_SOFT: Colour = (224, 241, 231)
CARE: Colour = (104, 50, 0)
CARE_SOFT: Colour = (255, 238, 207)
HURRY: Colour = (255, 210, 74)
GOLD: Colour = (222, 172, 62)

SIZES: tuple[tuple[int, int], ...] = ((800, 480), (1024, 600))
"""The screens of the reader in pixels; all measures below are for a height of 480 and grow with it."""
DESIGN_HEIGHT = 480

MARGIN = 24
GAP = 12
HEADER = 60
TARGET = 80
"""The least side of anything to press: about 15 mm on a 7-inch panel (facts of the field: 60 px is too small)."""
RADIUS = 14

TITLE = (40, 36, 32, 30, 28)
BODY = (28, 26, 24)
LIST = (28, 26, 24, 22)
LABEL = (30, 28, 26, 24, 22)
SMALL = (24, 22, 20)
PIN_LINE = (24, 24, 24, 24, 22, 20)
"""The title shrinks before the line under it does."""
STEP = 20
DIGIT = (44,)
FACT = (64, 52, 44, 36)
"""Sizes of type from the wished for to the least still good; 24 px is a letter of 4.6 mm on a 7-inch panel. Few of
them, since each opened font costs close to 1 MB."""


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour on another."""

    ink: Colour
    paper: Colour


def mixed(one: Colour, other: Colour, part: float) -> Colour:
    """A colour between two; `part` (0 to 1) of the other."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue
