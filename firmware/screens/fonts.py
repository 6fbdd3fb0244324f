"""The letters: BIZ UDP Gothic, a typeface made to be read by everyone (morisawa, SIL OFL), from the system."""

from collections.abc import Iterator
from pathlib import Path

from PIL import ImageFont

from firmware.screens.errors import FontMissing
from firmware.screens.weights import Weight

PACKAGE = "fonts-morisawa-bizud-gothic"
ROOTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
_USUAL = "truetype/bizud-gothic"


class FontSet:
    """Fonts by weight and size, opened once. Measures letters as they will be drawn.

    The basic layout is used even where Pillow has raqm: Japanese and English need no shaping, and so the same
    letters stand at the same places on every machine.
    """

    def __init__(self, roots: tuple[Path, ...] = ROOTS) -> None:
        """Raises FontMissing."""
        self.paths = {weight: find_font(weight.value, roots) for weight in Weight}
        self._fonts: dict[tuple[Weight, int], ImageFont.FreeTypeFont] = {}
        self._advances: dict[tuple[Weight, int, str], float] = {}

    def font(self, weight: Weight, size: int) -> ImageFont.FreeTypeFont:
        """The font of that size in pixels."""
        font = self._fonts.get((weight, size))
        if font is None:
            font = ImageFont.truetype(str(self.paths[weight]), size, layout_engine=ImageFont.Layout.BASIC)
            self._fonts[weight, size] = font
        return font

    def width(self, text: str, weight: Weight, size: int) -> float:
        """Width in pixels. Remembered letter by letter, so no text is kept."""
        return sum(self._advance(weight, size, letter) for letter in text)

    def _advance(self, weight: Weight, size: int, letter: str) -> float:
        advance = self._advances.get((weight, size, letter))
        if advance is None:
            advance = self.font(weight, size).getlength(letter)
            self._advances[weight, size, letter] = advance
        return advance


def find_font(file: str, roots: tuple[Path, ...] = ROOTS) -> Path:
    """The file under one of the roots. Raises FontMissing, which names the package to install."""
    for root in roots:
        for path in _places(root, file):
            if path.is_file():
                return path
    raise FontMissing(file, PACKAGE)


def _places(root: Path, file: str) -> Iterator[Path]:
    yield root / _USUAL / file
    yield from root.rglob(file)
