"""Pictures of a person on a drawn screen: at their place, nowhere else, and gone when they are wiped."""

import pytest
from PIL import Image, ImageChops

from firmware.screens.canvas import LEAST, MOST, Canvas, picture_of
from firmware.screens.errors import PictureUnfit
from firmware.screens.geometry import Rect
from hal.display import Frame
from tests.firmware.screens.support import SIZES, example_screens, painter

EXAMPLES = dict(example_screens())
LOOKING, COMPARING = EXAMPLES["ja/face-looking"], EXAMPLES["ja/staff-comparing-photo"]
ORANGE, GREEN = (250, 120, 10), (10, 200, 90)


def plain(size: tuple[int, int], colour: tuple[int, int, int]) -> Frame:
    return picture_of(*size, bytes(colour) * (size[0] * size[1]))


def shown(canvas: Canvas) -> Image.Image:
    frame = canvas.frame()
    return Image.frombytes("RGB", (frame.width, frame.height), frame.pixels)


def rooms(canvas: Canvas) -> tuple[Rect, Rect]:
    view, portrait = canvas.layout.view, canvas.layout.portrait
    assert view is not None
    return view, portrait or view


def middle(rect: Rect) -> tuple[int, int]:
    return rect.x + rect.width // 2, rect.y + rect.height // 2


@pytest.mark.parametrize("size", SIZES)
def test_a_preview_is_clear_in_the_oval_and_dark_around_it_and_changes_nothing_else(size: tuple[int, int]) -> None:
    before, canvas = painter(size).picture(LOOKING), painter(size).canvas(LOOKING)
    assert ImageChops.difference(before, shown(canvas)).getbbox() is None
    view, _ = rooms(canvas)
    for colour in (GREEN, ORANGE):
        canvas.show(plain((view.width, view.height), colour), None)
    after = shown(canvas)
    assert after.getpixel(middle(view)) == ORANGE
    corner = after.getpixel((view.x + 2, view.y + 2))
    assert isinstance(corner, tuple)
    assert sum(corner) < sum(ORANGE) * 0.7
    assert ImageChops.difference(before, after).getbbox() == (view.x, view.y, view.right, view.bottom)


@pytest.mark.parametrize("size", SIZES)
def test_photo_and_preview_stand_beside_each_other(size: tuple[int, int]) -> None:
    canvas = painter(size).canvas(COMPARING)
    view, portrait = rooms(canvas)
    canvas.show(plain((view.width, view.height), GREEN), plain((portrait.width, portrait.height), ORANGE))
    after = shown(canvas)
    for room, colour in ((view, GREEN), (portrait, ORANGE)):
        assert after.crop((room.x, room.y, room.right, room.bottom)).getcolors() == [(room.width * room.height, colour)]
    assert (view.y, view.height) == (portrait.y, portrait.height)


@pytest.mark.parametrize("size", [(LEAST, LEAST), (MOST, LEAST), (240, 320), (640, 480), (LEAST, MOST)])
def test_a_picture_of_another_size_is_shown_whole_in_its_form(size: tuple[int, int]) -> None:
    canvas = painter(SIZES[0]).canvas(COMPARING)
    view, portrait = rooms(canvas)
    canvas.show(plain(size, GREEN), plain(size, GREEN))
    for room in (view, portrait):
        part = shown(canvas).crop((room.x, room.y, room.right, room.bottom))
        across, down = part.getchannel("G").point(lambda value: 255 if value == GREEN[1] else 0).getbbox()[2:]
        assert across <= room.width
        assert down <= room.height
        assert part.getpixel((room.width // 2, room.height // 2)) == GREEN


def test_a_later_portrait_leaves_nothing_of_a_larger_one() -> None:
    canvas = painter(SIZES[0]).canvas(COMPARING)
    _, portrait = rooms(canvas)
    canvas.show(None, plain((portrait.width, portrait.height), ORANGE))
    canvas.show(None, plain((300, 30), GREEN))
    colours = shown(canvas).crop((portrait.x, portrait.y, portrait.right, portrait.bottom)).getcolors()
    assert colours is not None
    assert ORANGE not in {colour for _, colour in colours}


def test_a_wiped_canvas_shows_nobody() -> None:
    for screen in (LOOKING, COMPARING):
        canvas = painter(SIZES[0]).canvas(screen)
        view, portrait = rooms(canvas)
        canvas.show(plain((view.width, view.height), ORANGE), plain((portrait.width, portrait.height), ORANGE))
        assert bytes(ORANGE) * 8 in canvas.frame().pixels
        canvas.wipe()
        assert bytes(ORANGE) not in canvas.frame().pixels


def test_a_picture_without_a_room_is_not_shown() -> None:
    canvas = painter(SIZES[0]).canvas(EXAMPLES["ja/pin"])
    before = canvas.frame().pixels
    canvas.show(plain((400, 300), ORANGE), plain((180, 240), ORANGE))
    canvas.wipe()
    assert canvas.frame().pixels == before


@pytest.mark.parametrize(
    ("width", "height", "length"),
    [(15, 100, 4500), (100, 1025, 307500), (100, 100, 29999), (100, 100, 30001), (0, 0, 0), (-4, -4, 48)],
)
def test_what_is_no_picture_is_refused_without_its_bytes(width: int, height: int, length: int) -> None:
    with pytest.raises(PictureUnfit, match=f"{length} bytes are no picture of {width}x{height}") as caught:
        picture_of(width, height, bytes(length))
    assert (caught.value.size, caught.value.length) == ((width, height), length)
