"""The photo on a demo card: a drawn face, greyscale, JPEG 2000. Nobody's photo.

Of a person whom a camera can be shown it is their portrait: drawn once and kept with the configuration, so that cards
are made in no time and where there is no OpenCV. Of everybody else it is a sketch, no two alike.
"""

import hashlib
import io

from PIL import Image, ImageDraw

from tools.issue.data import data_bytes
from tools.issue.persons import PersonPlan

# A chip photo is small: 240 x 320 points squeezed to a few kB, within the 5 to 15 kB of the card face file.
SIZE = (240, 320)
MAX_BYTES = 6000
_RATE = 14
_GROUND = 232


def photo_of(plan: PersonPlan) -> bytes:
    """The JP2 file on this person's card; empty where it carries none. Raises PlaceRefused."""
    if not plan.photo:
        return b""
    return draw_photo(plan.id) if plan.face is None else data_bytes(f"persons/photos/{plan.face}.jp2")


def draw_photo(person: str) -> bytes:
    """A JP2 box file with a face whose features follow from the id `person`, so that it is the same every time."""
    traits = hashlib.sha256(b"uketsuke demo photo " + person.encode()).digest()
    image = Image.new("L", SIZE, _GROUND)
    pen = ImageDraw.Draw(image)
    _shoulders(pen, traits)
    _head(pen, traits)
    _features(pen, traits)
    _mark(pen, traits)
    return _encode(image)


def _shoulders(pen: ImageDraw.ImageDraw, traits: bytes) -> None:
    cloth = 60 + traits[0] % 90
    pen.ellipse((20, 240, 220, 440), fill=cloth)
    pen.polygon(((95, 238), (145, 238), (120, 285)), fill=_GROUND - 8)


def _head(pen: ImageDraw.ImageDraw, traits: bytes) -> None:
    skin, hair = 176 + traits[1] % 36, 24 + traits[2] % 90
    half = 52 + traits[3] % 12
    pen.ellipse((120 - half - 10, 52, 120 + half + 10, 210), fill=hair)
    if traits[4] % 2:
        pen.rectangle((120 - half - 10, 130, 120 + half + 10, 236), fill=hair)
    pen.rectangle((102, 200, 138, 255), fill=skin - 14)
    pen.ellipse((120 - half, 78, 120 + half, 228), fill=skin)
    pen.pieslice((120 - half, 70, 120 + half, 160), 180, 360, fill=hair)


def _features(pen: ImageDraw.ImageDraw, traits: bytes) -> None:
    apart = 20 + traits[5] % 8
    for side in (-1, 1):
        x = 120 + side * apart
        pen.ellipse((x - 8, 140, x + 8, 151), fill=246)
        pen.ellipse((x - 4, 141, x + 5, 150), fill=30)
        outer = (x + side * 12, 130 - traits[6] % 5)
        pen.line((*outer, x - side * 12, 128), fill=50, width=3 + traits[7] % 3)
        if traits[8] % 3 == 0:
            pen.ellipse((x - 16, 130, x + 16, 160), outline=40, width=3)
    pen.line((120, 150, 116 - traits[9] % 4, 176, 122, 178), fill=120, width=2)
    smile = traits[10] % 10
    pen.arc((98, 176 - smile, 142, 204), 20, 160, fill=70, width=3)


def _mark(pen: ImageDraw.ImageDraw, traits: bytes) -> None:
    # 64 squares along the lower edge: they keep the pictures of any two persons apart, bit for bit.
    for place in range(64):
        on = traits[16 + place // 8] >> (place % 8) & 1
        x, y = 8 + place % 32 * 7, 304 + place // 32 * 7
        pen.rectangle((x, y, x + 5, y + 5), fill=20 if on else 200)


def _encode(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG2000", no_jp2=False, irreversible=True, quality_mode="rates", quality_layers=[_RATE])
    return target.getvalue()
