"""Pictures from files, and what a chip would have kept of one."""

import io
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pictures
from PIL import UnidentifiedImageError

from firmware.face.engine.faces import FoundFace, Image
from firmware.face.engine.images import MAX_PIXELS
from firmware.face.photo.decode import decode_photo
from tools.face.errors import PictureUnreadable

# A telephone's largest; what is more is made to use up memory.
MAX_BYTES = 64 * 1024 * 1024
MOST_PIXELS = 120_000_000

CHIP_WIDTH = 240
"""Pixels that are taken for the width of a chip photo, with 4/3 of it as height: no source says them."""
NARROWEST, WIDEST = 60, 640
CHIP_BYTES = 3000
"""Of the JPEG 2000 file of a photo of that width, in proportion of others: less than chips are likely to spend."""

# In a passport photo the eyes' distance is about a quarter of the width, and they are a little above the middle.
_EYE_SHARE = 0.25
_EYES_AT = 0.45


def read_picture(data: bytes) -> Image:
    """A JPEG or PNG as height x width x 3 bytes, RGB, turned as the camera said. Raises PictureUnreadable."""
    try:
        with Pictures.open(io.BytesIO(data), formats=("JPEG", "PNG")) as head:
            width, height = head.size
    except (UnidentifiedImageError, OSError, ValueError, Pictures.DecompressionBombError) as error:
        raise PictureUnreadable("neither JPEG nor PNG") from error
    if width * height > MOST_PIXELS:
        raise PictureUnreadable(f"{width}x{height} pixels are too many")
    try:
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise PictureUnreadable("it is damaged") from error
    if picture is None:
        raise PictureUnreadable("it is damaged")
    return _not_too_large(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8))


def read_bytes(path: Path) -> bytes:
    """A picture's file. Raises PictureUnreadable."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PictureUnreadable("the file is too large")
        return path.read_bytes()
    except OSError as error:
        raise PictureUnreadable(error.strerror or "the file cannot be read") from None


def as_on_a_chip(image: Image, face: FoundFace, width: int = CHIP_WIDTH) -> Image:
    """What a chip would have of this face: a grey portrait of this width out of a few kB of JPEG 2000; as RGB.

    Goes through the reader's own check and decoder. Raises PhotoUnreadable if those refuse it.
    """
    portrait = Pictures.fromarray(cv2.cvtColor(_portrait(image, face, (width, width * 4 // 3)), cv2.COLOR_RGB2GRAY))
    file = io.BytesIO()
    rate = portrait.width * portrait.height / (CHIP_BYTES * width / CHIP_WIDTH)
    portrait.save(file, "JPEG2000", no_jp2=False, irreversible=True, quality_mode="rates", quality_layers=[rate])
    return as_rgb(decode_photo(file.getvalue()))


def as_rgb(grey: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Image:
    """A grey picture with three alike channels."""
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8)


def _portrait(image: Image, face: FoundFace, size: tuple[int, int]) -> Image:
    """Cut out as a passport photo is, upright or not; what lies outside is continued from the edge."""
    width, height = size
    scale = width * _EYE_SHARE / max(1.0, face.eye_distance)
    middle = face.eyes.mean(axis=0)
    matrix = np.array(
        ((scale, 0.0, width / 2 - scale * middle[0]), (0.0, scale, height * _EYES_AT - scale * middle[1]))
    )
    # Smaller by averaging, as a camera does; warping alone would leave pixels out.
    source = image
    while scale < 0.5 and min(source.shape[:2]) > 2:
        source = np.asarray(cv2.pyrDown(source), np.uint8)
        scale, matrix = scale * 2, matrix @ np.diag((2.0, 2.0, 1.0))
    cut = cv2.warpAffine(source, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, np.uint8)


def _not_too_large(image: Image) -> Image:
    height, width = image.shape[:2]
    if height * width <= MAX_PIXELS:
        return image
    share = (MAX_PIXELS / (height * width)) ** 0.5
    size = (int(width * share), int(height * share))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
