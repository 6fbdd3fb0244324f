"""JP2 photos for tests, and ways to damage them."""

import functools
import io
import random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 240, 320


@functools.cache
def photo(width: int = WIDTH, height: int = HEIGHT, mode: str = "L", boxes: bool = True, **choices: object) -> bytes:
    """A drawn head of about 5 kB, as JP2 or, without boxes, as a bare codestream."""
    image = Image.radial_gradient("L").resize((width, height)).convert(mode)
    pen = ImageDraw.Draw(image)
    pen.ellipse((width // 4, height // 6, 3 * width // 4, 5 * height // 6), fill=170 if mode == "L" else (170, 90, 60))
    pen.ellipse((width // 3, height // 3, width // 3 + 12, height // 3 + 8), fill=20 if mode == "L" else (20, 20, 20))
    target = io.BytesIO()
    saved = {"irreversible": True, "quality_mode": "rates", "quality_layers": [14], **choices}
    image.save(target, "JPEG2000", no_jp2=not boxes, **saved)
    return target.getvalue()


def header_place(data: bytes) -> int:
    """Where the image header's height stands."""
    return data.index(b"ihdr") + 4


def size_place(data: bytes) -> int:
    """Where the codestream's width stands."""
    return data.index(b"\xff\x4f\xff\x51") + 8


def changed(data: bytes, place: int, value: bytes) -> bytes:
    return data[:place] + value + data[place + len(value) :]


def declaring(width: int, height: int, *, header: bool = True, codestream: bool = True, tiles: bool = True) -> bytes:
    """The photo with another size in its headers."""
    data, wide, high = photo(), width.to_bytes(4, "big"), height.to_bytes(4, "big")
    if header:
        data = changed(data, header_place(data), high + wide)
    if codestream:
        data = changed(data, size_place(data), wide + high)
        if tiles:
            data = changed(data, size_place(data) + 16, wide + high)
    return data


def mutant(chance: random.Random, *others: bytes) -> bytes:
    """A photo with some bytes changed, cut, doubled or moved; more often in its headers than behind them."""
    drawn = (photo(), photo(quality_layers=(40, 20)), photo(tile_size=(128, 128)))
    data = bytearray(chance.choice((*drawn, *others)))
    for _ in range(chance.choice((1, 1, 1, 2, 4, 16))):
        span = chance.choice((200, 200, len(data)))
        at = chance.randrange(min(span, len(data) or 1)) if data else 0
        match chance.randrange(8):
            case 0:
                data = data[: chance.randrange(len(data) + 1)]
            case 1:
                data[at:at] = chance.randbytes(chance.choice((1, 2, 8, 64)))
            case 2:
                del data[at : at + chance.choice((1, 2, 8, 64))]
            case 3:
                data[at : at + 4] = chance.choice((0, 1, 7, 0x7FFFFFFF, 0xFFFFFFFF)).to_bytes(4, "big")
            case 4:
                data += data[at : at + 256]
            case _:
                data[at : at + 1] = bytes((chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256))),))
    return bytes(data)
