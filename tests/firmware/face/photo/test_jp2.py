"""What the header check lets through and what it refuses, before anything is decoded."""

import random

import pytest

from firmware.face.errors import FaceError, PhotoMissing, PhotoUnreadable
from firmware.face.photo.codestream import MOST_SIDE, Declared
from firmware.face.photo.jp2 import MOST_BYTES, SIGNATURE, check_photo

from .photos import HEIGHT, WIDTH, changed, declaring, header_place, mutant, photo, size_place

BOMBS = (6_000, 20_000, 30_000)


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"irreversible": False},
        {"tile_size": (128, 128)},
        {"precinct_size": (64, 64)},
        {"codeblock_size": (32, 32)},
        {"progression": "RPCL", "num_resolutions": 3},
        {"quality_layers": (40, 20, 10)},
        {"plt": True, "comment": b"nothing"},
        {"width": 64, "height": 64},
        {"width": 480, "height": 640, "quality_layers": (40,)},
    ],
    ids=str,
)
def test_photos_of_many_encoders_pass(choices: dict[str, object]) -> None:
    declared = check_photo(photo(**choices))
    assert declared == Declared(choices.get("width", WIDTH), choices.get("height", HEIGHT), 1)


@pytest.mark.parametrize("side", BOMBS)
@pytest.mark.parametrize(
    ("header", "codestream"), [(True, True), (True, False), (False, True)], ids=["both", "header", "codestream"]
)
@pytest.mark.parametrize("tiles", [True, False])
def test_bombs_are_refused_by_their_headers(side: int, header: bool, codestream: bool, tiles: bool) -> None:
    with pytest.raises(PhotoUnreadable, match=r"limits|different|tiles"):
        check_photo(declaring(side, side, header=header, codestream=codestream, tiles=tiles))


@pytest.mark.parametrize("size", [(MOST_SIDE + 1, 300), (300, MOST_SIDE + 1), (63, 300), (300, 0), (2**32 - 1, 64)])
def test_sizes_outside_the_limits_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(PhotoUnreadable, match="limits"):
        check_photo(declaring(*size))


def test_the_greatest_size_is_within_them() -> None:
    assert check_photo(declaring(MOST_SIDE, MOST_SIDE)).width == MOST_SIDE


def test_no_photo_is_something_else_than_a_bad_one() -> None:
    with pytest.raises(PhotoMissing):
        check_photo(b"")
    assert issubclass(PhotoMissing, FaceError)
    assert not issubclass(PhotoMissing, PhotoUnreadable)


def at_size(offset: int, value: bytes) -> bytes:
    return changed(photo(), size_place(photo()) + offset, value)


def at_header(offset: int, value: bytes) -> bytes:
    return changed(photo(), header_place(photo()) + offset, value)


def at_coding(offset: int, value: bytes) -> bytes:
    return changed(photo(), photo().index(b"\xff\x52") + 4 + offset, value)


def at_tile(offset: int, value: bytes) -> bytes:
    return changed(photo(), photo().index(b"\xff\x90") + 4 + offset, value)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(300), "no JP2"),
        (b"\xff\xd8\xff\xe0" + bytes(300), "no JP2"),
        (photo(boxes=False), "no JP2"),
        (SIGNATURE, "file type"),
        (photo() + bytes(MOST_BYTES), "longer"),
        (photo().replace(b"ftyp", b"free"), "file type"),
        (photo().replace(b"jp2 \x00\x00\x00\x00", b"jpx \x00\x00\x00\x00"), "another one"),
        (photo().replace(b"jp2h", b"jp3h"), "one header"),
        (photo().replace(b"colr", b"pclr"), "photos do not have"),
        (photo(mode="RGB"), "not one component"),
        (photo() + b"\x00\x00\x00\x08abcd", "one header"),
        (photo() + b"\x00", "cut off"),
        (at_header(10, b"\x0f"), "depth"),
        (at_header(11, b"\x00"), "compression"),
        (at_header(8, b"\x00\x03"), "different"),
        (declaring(WIDTH, HEIGHT + 1, codestream=False), "different"),
        (declaring(WIDTH + 1, HEIGHT, header=False), "different"),
        (at_size(-2, b"\x40\x00"), "profile"),
        (at_size(8, b"\x00\x00\x00\x01"), "corner"),
        (at_size(16, bytes(4)), "tiles without"),
        (at_size(16, b"\x00\x00\x00\x01\x00\x00\x00\x01"), "too many tiles"),
        (at_size(34, b"\x0f"), "eight bits"),
        (at_size(35, b"\x02"), "eight bits"),
        (at_coding(2, b"\x00\x00"), "coding style"),
        (at_coding(2, b"\xff\xff"), "coding style"),
        (at_coding(5, b"\x20"), "coding style"),
        (at_coding(6, b"\x08\x08"), "coding style"),
        (at_coding(8, b"\x40"), "part 1"),
        (at_coding(9, b"\x02"), "part 1"),
        (at_coding(0, b"\x01"), "another length"),
        (photo(precinct_size=(64, 64)).replace(b"\x55\x66", b"\x00\x00"), "precincts"),
        (photo().replace(b"\xff\x5c", b"\xff\x61"), "photos do not have"),
        (photo().replace(b"\xff\x5c", b"\xff\x64"), "how it is coded"),
        (at_tile(0, b"\x00\x01"), "outside the picture"),
        (at_tile(2, b"\xff\xff\xff\xff"), "outside the picture"),
        (at_tile(2, b"\x00\x00\x00\x0c"), "ends in its header"),
        (photo()[:-2] + b"\x00\x00", "one should begin"),
        (photo(plt=True).replace(b"\xff\x58", b"\xff\x52"), "photos do not have"),
    ],
)
def test_what_is_refused_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(PhotoUnreadable, match=reason) as refused:
        check_photo(data)
    assert refused.value.reason in str(refused.value)


def test_no_part_of_a_photo_is_one() -> None:
    whole = photo()
    for length in (*range(1, 300), *range(300, len(whole), 41), len(whole) - 1):
        with pytest.raises(PhotoUnreadable):
            check_photo(whole[:length])


def test_an_open_box_ends_with_the_file() -> None:
    at = photo().index(b"jp2c") - 4
    assert check_photo(changed(photo(), at, bytes(4))).width == WIDTH
    with pytest.raises(PhotoUnreadable):
        check_photo(changed(photo(), at, b"\x00\x00\x00\x01"))


def test_describing_boxes_are_skipped() -> None:
    at = photo().index(b"jp2c") - 4
    box = b"\x00\x00\x00\x0cxml abcd"
    assert check_photo(photo()[:at] + box + photo()[at:] + box).width == WIDTH


def test_mutants_of_one_seed_are_the_same() -> None:
    assert [mutant(random.Random(7)) for _ in range(2)] == [mutant(random.Random(7))] * 2
