"""The face side of a demo card, drawn from its layout. It says 見本 (specimen) all over, and copies no real design."""

import io
from datetime import date

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from firmware.face.printed.layout import HEIGHT_MM, WIDTH_MM, Box, FaceLayout, Line
from firmware.screens.fonts import FontSet
from firmware.screens.weights import Weight
from tools.issue.card_faces.invent import Printed
from tools.issue.dates import era_of
from tools.issue.photo import draw_photo

Picture = NDArray[np.uint8]

# Twice what the camera sees (10 to 12 points a millimetre), so that the camera's sampling loses more than the drawing.
POINTS_PER_MM = 24
SIZE = (round(WIDTH_MM * POINTS_PER_MM), round(HEIGHT_MM * POINTS_PER_MM))
_WAVE_MM = 0.12
_MARKS = 4


def draw_face(
    printed: Printed,
    layout: FaceLayout,
    fonts: FontSet,
    photo: Image.Image | None = None,
    ground: Picture | None = None,
) -> Picture:
    """Height x width x 3 RGB. `photo` stands in for the drawn portrait; `ground` is `draw_ground`'s, where at hand."""
    image = Image.fromarray(draw_ground(layout) if ground is None else ground)
    pen = ImageDraw.Draw(image)
    _marks(pen, layout, fonts)
    _band(pen, layout)
    _photo(image, layout, photo or _portrait(printed.seed))
    words = _words(printed, layout)
    for line in (layout.holder, layout.address, layout.birth, layout.sex, layout.expiry, layout.code):
        _print(pen, line, words, fonts, layout.ground.ink)
    for line in layout.captions:
        _print(pen, line, words, fonts, layout.ground.ink)
    _print(pen, layout.title, words, fonts, layout.ground.paper)
    return np.asarray(image, np.uint8)


def birth_words(birth: date, layout: FaceLayout) -> dict[str, str]:
    """The places of the birth date's line: the first year of an era is printed 元年."""
    era, year = era_of(birth) if layout.calendar == "era" else ("", birth.year)
    written = "元" if layout.calendar == "era" and year == 1 else str(year)
    return {"era": era, "year": written, "month": str(birth.month), "day": str(birth.day)}


def _words(printed: Printed, layout: FaceLayout) -> dict[str, dict[str, str]]:
    expiry = printed.expiry
    return {
        layout.birth.text: birth_words(printed.birth, layout),
        layout.expiry.text: {"year": str(expiry.year), "month": str(expiry.month), "day": str(expiry.day)},
        layout.holder.text: {"name": printed.name},
        layout.address.text: {"address": printed.address},
        layout.sex.text: {"sex": printed.sex},
        layout.code.text: {"code": printed.code},
    }


def _print(pen: ImageDraw.ImageDraw, line: Line, words: dict[str, dict[str, str]], fonts: FontSet, ink: str) -> None:
    text = line.text.format(**words.get(line.text, {}))
    font = _font(line, fonts)
    middle = (line.box.y + line.box.height / 2) * POINTS_PER_MM
    pen.text((line.box.x * POINTS_PER_MM, middle), text, font=font, fill=ink, anchor="lm")


def _font(line: Line, fonts: FontSet) -> ImageFont.FreeTypeFont:
    return fonts.font(Weight.BOLD if line.bold else Weight.REGULAR, round(line.letters * POINTS_PER_MM))


def draw_ground(layout: FaceLayout) -> Picture:
    """Paper with fine waves of several colours, as security print has them behind the letters."""
    width, height = SIZE
    picture = np.full((height, width, 3), _rgb(layout.ground.paper), np.uint8)
    across = np.arange(0, width + 8, 8)
    for number, colour in enumerate(layout.ground.waves):
        for start in np.arange(-4.0, HEIGHT_MM + 4, 1.1):
            swing = 2.2 * np.sin(across / POINTS_PER_MM / (5 + number) + number * 2 + start / 9)
            down = (start + swing) * POINTS_PER_MM
            path = np.stack([across, down], axis=1).round().astype(np.int32)
            cv2.polylines(picture, [path], False, _rgb(colour), round(_WAVE_MM * POINTS_PER_MM * 2), cv2.LINE_AA)
    return picture


def _marks(pen: ImageDraw.ImageDraw, layout: FaceLayout, fonts: FontSet) -> None:
    """見本, large and pale, beneath everything that is printed."""
    font = fonts.font(Weight.BOLD, 12 * POINTS_PER_MM)
    for number in range(_MARKS):
        at = ((4 + number * 21) * POINTS_PER_MM, (12 + number % 2 * 20) * POINTS_PER_MM)
        pen.text(at, "見本", font=font, fill=layout.ground.mark)


def _band(pen: ImageDraw.ImageDraw, layout: FaceLayout) -> None:
    pen.rectangle((0, 0, SIZE[0], layout.ground.band_height * POINTS_PER_MM), fill=layout.ground.band)


def _photo(image: Image.Image, layout: FaceLayout, photo: Image.Image) -> None:
    left, top, right, bottom = points(layout.photo)
    image.paste(photo.convert("RGB").resize((right - left, bottom - top), Image.Resampling.LANCZOS), (left, top))


def _portrait(seed: int) -> Image.Image:
    return Image.open(io.BytesIO(draw_photo(f"card face {seed}")))


def points(box: Box) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a box in points of the drawing."""
    sides = (box.x, box.y, box.x + box.width, box.y + box.height)
    left, top, right, bottom = (round(side * POINTS_PER_MM) for side in sides)
    return left, top, right, bottom


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue
