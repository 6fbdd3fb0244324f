"""Geometry of every screen: texts fit, nothing overlaps, everything offered can be pressed, ink stands out."""

import itertools
from collections.abc import Callable, Iterator

import pytest

from firmware.screens import theme
from firmware.screens.draw import Painter
from firmware.screens.errors import SizeUnknown
from firmware.screens.geometry import Drawing, Layout, Panel, Rect, TextBox, hit
from firmware.screens.layout import Compositor
from firmware.screens.model import Mark, Screen
from firmware.screens.texts import load_texts
from firmware.visit.events import Action
from tests.firmware.screens.measures import contrast, encloses, overlap
from tests.firmware.screens.support import SIZES, TEXTS, all_screens, example_screens, fonts, painter

EXAMPLES = tuple(example_screens())
LEAST_MARGIN = 6  # px of the design between a text and the edge of the screen or of its button
LEAST_TYPE = 18  # px of the design; body text is never under 20 (theme)


def wrong_with(painter: Painter, screen: Screen) -> Iterator[str]:
    """Everything that is wrong with the layout of a screen, in words."""
    layout = painter.layout(screen)
    scale = layout.size[1] / theme.DESIGN_HEIGHT
    yield from _texts(layout, scale)
    yield from _overlaps(layout)
    yield from _targets(layout, screen)
    yield from _colours(layout)


def _texts(layout: Layout, scale: float) -> Iterator[str]:
    whole = Rect(0, 0, *layout.size)
    for box in layout.texts():
        shown = "".join(one.text for one in box.block.letters)
        if not encloses(box.rect, box.extent):
            yield f"{shown} does not fit {box.rect}: {box.extent}"
        if not encloses(whole, box.extent, round(LEAST_MARGIN * scale) - 3):
            yield f"{shown} stands at the edge of the screen"
        if box.block.size < int(LEAST_TYPE * scale):
            yield f"{shown} is set in {box.block.size} px"
    for box, target in itertools.product(layout.texts(), layout.targets):
        around = target.rect.shrunk(-round(5 * scale))
        if overlap(around, box.extent) and not encloses(target.rect, box.extent, round(4 * scale)):
            yield f"{box.extent} has no margin in or beside the button {target.rect}"


def _overlaps(layout: Layout) -> Iterator[str]:
    solid = [(item.extent, "text") for item in layout.texts()]
    solid += [(item.rect, item.shape.value) for item in layout.items if isinstance(item, Drawing)]
    for (one, name), (other, its_name) in itertools.combinations(solid, 2):
        if overlap(one, other):
            yield f"{name} {one} and {its_name} {other} overlap"
    for one_target, other_target in itertools.combinations(layout.targets, 2):
        if overlap(one_target.rect, other_target.rect):
            yield f"{one_target.action} and {other_target.action} overlap"


def _targets(layout: Layout, screen: Screen) -> Iterator[str]:
    whole = Rect(0, 0, *layout.size)
    for target in layout.targets:
        if min(target.rect.width, target.rect.height) < theme.TARGET:
            yield f"{target.action} is only {target.rect}"
        if not encloses(whole, target.rect):
            yield f"{target.action} is off the screen"
        middle = (target.rect.x + target.rect.width // 2, target.rect.y + target.rect.height // 2)
        if hit(layout, *middle) is not target:
            yield f"{target.action} is not hit in its middle"
    wanted = sorted((button.action.value, button.key or "") for button in screen.buttons)
    given = sorted((target.action.value, target.key or "") for target in layout.targets)
    if wanted != given:
        yield f"offered {wanted}, can be pressed {given}"


def _colours(layout: Layout) -> Iterator[str]:
    for number, item in enumerate(layout.items):
        if isinstance(item, Panel) or (isinstance(item, Drawing) and not isinstance(item.shape, Mark)):
            continue
        place = item.extent if isinstance(item, TextBox) else item.rect
        ground = theme.PAPER
        for below in layout.items[:number]:
            if isinstance(below, Panel) and overlap(below.rect, place):
                ground = below.fill
        if ground != item.ink.paper:
            yield f"{place} was meant for {item.ink.paper}, lies on {ground}"
        if contrast(item.ink.ink, ground) < 7:
            yield f"{item.ink} has a contrast of only {contrast(item.ink.ink, ground):.1f}"


@pytest.mark.parametrize("size", SIZES)
def test_every_example_is_laid_out_well(size: tuple[int, int]) -> None:
    wrong = [f"{name}: {what}" for name, screen in EXAMPLES for what in wrong_with(painter(size), screen)]
    assert wrong == []


def test_a_sample_of_all_screens_is_laid_out_well() -> None:
    sample = all_screens()[::9]
    wrong = [f"{screen}: {what}" for screen in sample for what in wrong_with(painter(SIZES[0]), screen)]
    assert len(sample) > 100
    assert wrong == []


@pytest.mark.prove
@pytest.mark.parametrize("size", SIZES)
def test_all_screens_are_laid_out_well(size: tuple[int, int], record_property: Callable[[str, object], None]) -> None:
    screens = all_screens()
    wrong = [f"{screen}: {what}" for screen in screens for what in wrong_with(painter(size), screen)]
    assert len(screens) > 1000
    assert wrong == []
    record_property("proof", f"{len(screens)} screens at {size[0]}×{size[1]}, 0 bad (all, no seed)")


@pytest.mark.parametrize("size", SIZES)
def test_the_digits_stand_at_the_same_places_on_every_pin_screen(size: tuple[int, int]) -> None:
    places = set()
    for screen in all_screens()[::3]:
        if screen.pin_count is not None and screen.pin_count < 4:
            layout = painter(size).layout(screen)
            digits = [target for target in layout.targets if target.action is Action.DIGIT]
            places.add(tuple((target.key, target.rect) for target in digits))
    assert len(places) == 1
    (digits_placed,) = places
    assert [key for key, _ in digits_placed] == list("1234567890")


def test_a_touch_beside_everything_hits_nothing() -> None:
    layout = painter(SIZES[0]).layout(dict(EXAMPLES)["ja/pin"])
    assert hit(layout, 2, 2) is None
    assert hit(layout, -5, 10_000) is None


def test_a_target_does_not_tell_its_digit() -> None:
    layout = painter(SIZES[0]).layout(dict(EXAMPLES)["ja/pin"])
    assert {repr(target) for target in layout.targets if target.action is Action.DIGIT} == {"Target(digit)"}


def test_an_unknown_size_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SizeUnknown, match=r"480x320.*800x480, 1024x600") as caught:
        Compositor((480, 320), load_texts(TEXTS), fonts())
    assert caught.value.size == (480, 320)
    assert caught.value.known == SIZES


def test_contrast_follows_the_formula() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)
    assert contrast(theme.INK, theme.INK) == 1
