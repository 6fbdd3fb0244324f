"""Keys and touches on the page in a real browser: each arrives once, and nothing shows which it was."""

import pytest
from PIL import Image, ImageChops
from selenium.webdriver.common.keys import Keys

from hal.keypad import Key, Touch
from tests.tools.panel.browser import missing
from tests.tools.panel.page import PanelPage, pressed, show
from tests.tools.panel.stage import Stage, picture

pytestmark = [pytest.mark.process, pytest.mark.skipif(bool(missing()), reason=missing() or "all is installed")]


def test_the_twelve_keys_by_mouse(page: PanelPage, on_stage: Stage) -> None:
    for key in "1234567890*#":
        page.click(f'.keys [data-key="{key}"]')
    assert pressed(on_stage, page, 12) == [Key(key) for key in "1234567890*#"]


def test_the_twelve_keys_by_keyboard(page: PanelPage, on_stage: Stage) -> None:
    page.type("1234567890*#" + Keys.ENTER + Keys.BACKSPACE + Keys.NUMPAD7 + "x")
    assert pressed(on_stage, page, 15) == [Key(key) for key in "1234567890*##*7"]


def test_keys_typed_into_a_field_stay_there(page: PanelPage, on_stage: Stage) -> None:
    page.click("#tearing summary")
    page.click("#tear-count")
    page.type("7")
    page.click('#tear [type="submit"]')
    page.until(lambda: "7" in page.text("#armed"), "never armed")
    page.type("1")
    assert pressed(on_stage, page, 1) == [Key.DIGIT_1]


@pytest.mark.parametrize("point", [(8, 8), (791, 471), (400, 240), (17, 463)])
def test_a_touch_arrives_where_it_was_made(page: PanelPage, on_stage: Stage, point: tuple[int, int]) -> None:
    page.touch(*point)
    (touch,) = pressed(on_stage, page, 1)
    assert isinstance(touch, Touch)
    # A pixel of the page is a little more than one of the reader's screen.
    assert abs(touch.x - point[0]) <= 2
    assert abs(touch.y - point[1]) <= 2


def test_the_larger_screen(page: PanelPage, on_stage: Stage) -> None:
    show(on_stage, page, picture("#654321", (1000, 590, 1024, 600), size=(1024, 600)))
    page.touch(1020, 10)
    (touch,) = pressed(on_stage, page, 1)
    assert isinstance(touch, Touch)
    assert touch.x > 1000


def test_nothing_shows_which_key_was_pressed(page: PanelPage, on_stage: Stage) -> None:
    """The page looks the same after every digit, whichever it was and however it was pressed."""
    page.click('.keys [data-key="0"]')
    first = looks_after_a_press(page, on_stage)
    for key in "159":
        page.type(key)
        assert same(first, looks_after_a_press(page, on_stage))
        page.click(f'.keys [data-key="{key}"]')
        assert same(first, looks_after_a_press(page, on_stage))


def looks_after_a_press(page: PanelPage, stage: Stage) -> Image.Image:
    pressed(stage, page, 1)
    return page.picture()


def same(one: Image.Image, other: Image.Image) -> bool:
    # The browser rounds a shadow differently by two levels after some repaints; a key that shows differs by tens.
    return all(most <= 3 for _, most in ImageChops.difference(one, other).getextrema())
