"""Painting: the right size, the same for every PIN, nothing of a value kept, and no surprise in what is seen."""

import hashlib
import random
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from firmware.screens.build import screen_for
from firmware.screens.draw import Painter
from firmware.screens.errors import FontMissing
from firmware.screens.fonts import PACKAGE, FontSet, find_font
from firmware.screens.geometry import Layout
from firmware.screens.model import Screen
from firmware.screens.pen import Pen
from firmware.screens.pictures import DRAWINGS
from firmware.screens.texts import load_texts
from firmware.screens.weights import Weight
from firmware.visit.events import Action, CardPlaced, CardRead, Pressed, Started, TriesRead
from firmware.visit.findings import CardFinding
from firmware.visit.model import State, Visit
from firmware.visit.step import step
from tests.firmware.screens.make_reference import REFERENCE, REFERENCES
from tests.firmware.screens.support import SIZES, TEXTS, example_screens, fonts, painter

EXAMPLES = dict(example_screens())


@pytest.mark.parametrize("size", SIZES)
def test_a_frame_fills_the_display(size: tuple[int, int]) -> None:
    frame = painter(size).draw(EXAMPLES["ja/idle"])
    assert (frame.width, frame.height) == size
    assert len(frame.pixels) == size[0] * size[1] * 3


def entering() -> Visit:
    """A visit that waits for the PIN, come to by its real steps."""
    visit, _ = step(Visit(online=True), Started())
    visit, _ = step(visit, CardPlaced(1))
    visit, _ = step(visit, CardRead(visit.operation or 0, CardFinding.MY_NUMBER))
    visit, _ = step(visit, TriesRead(visit.operation or 0, 3))
    assert visit.state is State.PIN
    return visit


def typed(pin: str, layouts: dict[Screen, Layout]) -> Screen:
    """The screen after four digits, each touched where it stands; equal screens share a layout."""
    visit = entering()
    for digit in pin:
        screen = screen_for(visit)
        if screen not in layouts:
            layouts[screen] = painter(SIZES[0]).layout(screen)
        layout = layouts[screen]
        place = next(target.rect for target in layout.targets if target.key == digit)
        target = painter(SIZES[0]).hit(layout, place.x + place.width // 2, place.y + place.height // 2)
        assert target is not None
        assert (target.action, target.key) == (Action.DIGIT, digit)
        visit, _ = step(visit, Pressed(target.action))
    return screen_for(visit)


def test_a_hundred_pins_give_the_same_frames() -> None:
    chance = random.Random(20)
    pins = {f"{chance.randrange(10_000):04}" for _ in range(120)}
    layouts: dict[Screen, Layout] = {}
    frames = {hashlib.sha256(painter(SIZES[0]).draw(typed(pin, layouts)).pixels).digest() for pin in pins}
    assert len(pins) >= 100
    assert len(layouts) == 4  # one screen for each count, whatever was typed
    assert len(frames) == 1


def test_nothing_is_kept_of_a_value() -> None:
    """A share that was shown leaves nothing behind in the painter, once the next screen is drawn."""
    artist = Painter(SIZES[0], load_texts(TEXTS), fonts())
    artist.draw(EXAMPLES["ja/done-limit"])
    kept = len(artist._writing)
    artist.draw(EXAMPLES["ja/done-notice"])
    words = {"".join(one.text for one in block.letters) for block in artist._writing}
    assert kept
    assert not any("2" in word or "割わり" in word for word in words)


def test_pictures_of_texts_are_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firmware.screens.draw._WRITING_KEPT", 10)
    artist = Painter(SIZES[0], load_texts(TEXTS), fonts())
    for name in ("ja/pin", "en/pin"):
        artist.draw(EXAMPLES[name])
    assert len(artist._writing) == 10


@pytest.mark.parametrize("shape", DRAWINGS)
def test_every_drawing_stays_in_its_field_and_is_seen(shape: object) -> None:
    pen = Pen(64, 64)
    DRAWINGS[shape](pen)  # type: ignore[index]  # the keys themselves are the parameters
    for _, mask, (x, y) in pen.take():
        assert x + mask.width <= 64
        assert y + mask.height <= 64
    assert bool(pen.take()) == (getattr(shape, "value", "") != "none")


def test_fonts_are_found_and_a_missing_one_names_its_package(tmp_path: Path) -> None:
    assert FontSet().paths.keys() == set(Weight)
    elsewhere = tmp_path / "deep" / "er"
    elsewhere.mkdir(parents=True)
    (elsewhere / "A.ttf").touch()
    assert find_font("A.ttf", (tmp_path,)) == elsewhere / "A.ttf"
    with pytest.raises(FontMissing, match=f"apt install {PACKAGE}") as caught:
        FontSet((tmp_path,))
    assert caught.value.package == PACKAGE


def differs(drawn: Image.Image, reference: Image.Image) -> bool:
    """Whether a person would see a difference: more than 0.1 % of the pixels (a short word) changed much.

    Another version of FreeType may shade the edges of letters a little differently; that is no difference.
    """
    changed = ImageChops.difference(drawn, reference).convert("L").point(lambda value: 255 if value > 64 else 0)
    return ImageStat.Stat(changed).mean[0] / 255 > 0.001


@pytest.mark.parametrize("name", REFERENCES)
def test_screens_look_as_they_did(name: str) -> None:
    """When a change is meant, look at it and run `python -m tests.firmware.screens.make_reference`."""
    drawn = painter(SIZES[0]).picture(EXAMPLES[name])
    with Image.open(REFERENCE / f"{name.replace('/', '-')}.png") as reference:
        assert not differs(drawn, reference.convert("RGB"))


def test_the_comparison_sees_small_changes() -> None:
    one, other = (painter(SIZES[0]).picture(EXAMPLES[name]) for name in ("ja/pin", "ja/pin-typing"))
    assert differs(one, other)
    assert not differs(one, one)
