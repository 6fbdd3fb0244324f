"""A contact sheet: many frames on one picture, for people who want to see a whole visit at a glance."""

import io
from collections.abc import Sequence

from PIL import Image

from hal.display import Frame

_GAP = 12
_GROUND = (92, 98, 104)
_QUICK = 4  # level of compression: a quarter of the time of the highest for a few percent more bytes


def contact_sheet(frames: Sequence[Frame], columns: int = 4, width: int = 400) -> bytes:
    """A PNG of the frames in reading order, each scaled to `width` pixels. Raises ValueError without frames."""
    if not frames:
        raise ValueError("a contact sheet needs at least one frame")
    pictures = [_scaled(frame, width) for frame in frames]
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    height = max(picture.height for picture in pictures)
    sheet = Image.new("RGB", (columns * (width + _GAP) + _GAP, rows * (height + _GAP) + _GAP), _GROUND)
    for number, picture in enumerate(pictures):
        row, column = divmod(number, columns)
        sheet.paste(picture, (_GAP + column * (width + _GAP), _GAP + row * (height + _GAP)))
    return _png(sheet)


def frame_png(frame: Frame) -> bytes:
    """One frame as a PNG."""
    return _png(_image(frame))


def _image(frame: Frame) -> Image.Image:
    return Image.frombytes("RGB", (frame.width, frame.height), frame.pixels)


def _scaled(frame: Frame, width: int) -> Image.Image:
    image = _image(frame)
    if image.width == width:
        return image
    return image.resize((width, round(image.height * width / image.width)), Image.Resampling.HAMMING)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=_QUICK)
    return out.getvalue()
