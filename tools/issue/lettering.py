"""Black-and-white pictures of text, as a card holds the printed name and address."""

import hashlib
import io

from PIL import Image, ImageDraw, ImageFont

# Fonts that the product's own packages bring, by file name; Pillow finds them where the system keeps fonts.
_FONTS = ("BIZUDGothic-Regular.ttf", "NotoSansCJK-Regular.ttc")
_MARGIN = 2


def text_image(text: str, size: tuple[int, int]) -> bytes:
    """A 1-bit PNG of exactly `size` points with the text in it.

    Without a Japanese font it shows bars that follow from the text: the picture then still differs by person.
    """
    image = Image.new("1", size, 1)
    pen = ImageDraw.Draw(image)
    font = _font(text, size)
    if font is None:
        _bars(pen, text, size)
    else:
        pen.text((_MARGIN, size[1] / 2), text, font=font, anchor="lm", fill=0)
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True)
    return target.getvalue()


def _font(text: str, size: tuple[int, int]) -> ImageFont.FreeTypeFont | None:
    """The first font there is, as large as fits."""
    width, height = size
    points = max(6, min(height - 2 * _MARGIN, (width - 2 * _MARGIN) // max(1, len(text))))
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, points)
        except OSError:
            continue
    return None


def _bars(pen: ImageDraw.ImageDraw, text: str, size: tuple[int, int]) -> None:
    width, height = size
    bits = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
    for x in range(_MARGIN, width - _MARGIN):
        if bits >> (x % 256) & 1:
            pen.line((x, _MARGIN, x, height - _MARGIN), fill=0)
