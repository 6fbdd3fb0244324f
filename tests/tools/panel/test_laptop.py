import io
import random

import pytest
from PIL import Image

from tools.panel.errors import BadPicture
from tools.panel.laptop import MAX_JPEG_BYTES, MAX_RATE, SIZE, Pace, frame_of


def jpeg(size: tuple[int, int] = SIZE, colour: str = "#40a060", kind: str = "JPEG", mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_picture_of_the_page(mode: str) -> None:
    frame = frame_of(jpeg(mode=mode))
    assert (frame.width, frame.height) == SIZE
    assert len(frame.pixels) == SIZE[0] * SIZE[1] * 3


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"\xff\xd8",
        b"no picture at all",
        jpeg(kind="PNG"),
        jpeg((641, 480)),
        jpeg((480, 640)),
        jpeg()[:-400],
        jpeg() + bytes(MAX_JPEG_BYTES),
        # A header that asks for 65,500 x 65,500 pixels, 12 GB of them.
        jpeg().replace((480).to_bytes(2, "big") + (640).to_bytes(2, "big"), b"\xff\xdc\xff\xdc", 1),
    ],
)
def test_anything_else_is_refused(wrong: bytes) -> None:
    with pytest.raises(BadPicture, match="cannot be used"):
        frame_of(wrong)


def test_damaged_pictures_do_no_harm() -> None:
    chance = random.Random(41)
    whole = jpeg()
    refused = 0
    for _ in range(1000):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            frame = frame_of(bytes(data))
        except BadPicture:
            refused += 1
        else:
            assert len(frame.pixels) == SIZE[0] * SIZE[1] * 3
    assert 0 < refused < 1000


def test_too_many_are_passed_over() -> None:
    pace = Pace()
    assert pace.takes(5.0)
    pace = Pace(5.0)
    assert not pace.takes(5.0 + 0.5 / MAX_RATE)
    assert pace.takes(5.0 + 1 / MAX_RATE)
