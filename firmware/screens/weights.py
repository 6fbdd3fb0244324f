"""Weights of the typeface, apart from the fonts so that a layout can be made without Pillow."""

import enum
from typing import Protocol


class Weight(enum.Enum):
    """The two weights in use; the value is the name of the file."""

    REGULAR = "BIZUDPGothic-Regular.ttf"
    BOLD = "BIZUDPGothic-Bold.ttf"


class Measure(Protocol):
    """Whoever knows how wide letters are."""

    def width(self, text: str, weight: Weight, size: int) -> float:
        """Width in pixels at a size in pixels."""
