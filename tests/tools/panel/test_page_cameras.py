"""What the cameras see and who stands before them, on the page in a real browser; its own camera is a fake one."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from hal.real.clock import SystemClock
from hal.settings import CameraSettings, ClockSettings
from hal.virtual.camera import VirtualCamera
from tests.tools.panel.browser import ALLOWED, FAKE_CAMERA, REFUSED, browser, missing
from tests.tools.panel.page import PanelPage
from tests.tools.panel.stage import CARD_COLOURS, STAND_COLOURS, Stage, film, until
from tools.panel.laptop import SIZE

pytestmark = [pytest.mark.process, pytest.mark.skipif(bool(missing()), reason=missing() or "all is installed")]

STRAIGHT = STAND_COLOURS["holder"]["straight"]
LONG = 10.0  # seconds, against hanging


@pytest.fixture(scope="module")
def driver(tmp_path_factory) -> Iterator[Chrome]:
    with browser(tmp_path_factory.mktemp("profile"), FAKE_CAMERA, ALLOWED) as opened:
        yield opened


@pytest.fixture
def page(driver: Chrome, on_stage: Stage) -> Iterator[PanelPage]:
    opened = PanelPage(driver, on_stage.origin)
    opened.until(lambda: not opened.find("#veil").is_displayed(), "never saw the reader")
    yield opened
    assert opened.complaints() == []
    driver.get("about:blank")


@pytest.fixture
def camera(on_stage: Stage) -> Iterator[VirtualCamera]:
    """The reader's camera; it is off."""
    made = VirtualCamera(on_stage.bench, CameraSettings(), SystemClock(ClockSettings()))
    yield made
    made.close()


def choice(name: str) -> str:
    return f'[data-choice="{name}"]'


def checked(page: PanelPage) -> list[str]:
    return [one.get_attribute("data-choice") or "" for one in page.all('.choices [aria-checked="true"]')]


def lend(page: PanelPage) -> None:
    page.click("#laptop")
    page.until(lambda: page.find("#own-view").is_displayed(), "the fake camera never came")
    page.until(lambda: page.find("#laptop").get_attribute("aria-checked") == "true", "never lent")


def before(stage: Stage) -> str:
    seen = stage.bench.scene.picture
    return "" if seen is None else f"#{seen.pixels[:3].hex()}"


def test_who_comes_with_a_card_is_seen_and_can_be_chosen(page: PanelPage, on_stage: Stage) -> None:
    page.click('[data-card="asagao"]')
    page.until_colour("#person-view", STRAIGHT)
    page.until_colour("#card-view", CARD_COLOURS["face"])
    assert checked(page) == ["holder", "face"]
    page.click(choice("two"))
    page.click(choice("unreadable"))
    page.until_colour("#person-view", STAND_COLOURS["two"]["straight"])
    page.until_colour("#card-view", CARD_COLOURS["unreadable"])
    assert checked(page) == ["two", "unreadable"]
    page.click("#take")
    page.until_colour("#card-view", CARD_COLOURS["empty"])
    assert before(on_stage) == STAND_COLOURS["two"]["straight"], "the next card is laid for the same people"


def test_keys_belong_to_the_keypad_after_a_choice(page: PanelPage, on_stage: Stage) -> None:
    page.click(choice("nobody"))
    page.type("5\n")
    page.until(lambda: len(on_stage.bench.keys) == 2, "the keys went elsewhere")


def test_a_head_that_turns_is_seen(page: PanelPage, on_stage: Stage, camera: VirtualCamera) -> None:
    page.click('[data-card="asagao"]')
    page.until_colour("#person-view", STRAIGHT)
    on_stage.bench.signals.speak("face.turn.left", "ja")
    until(lambda: before(on_stage) == STAND_COLOURS["holder"]["turn-left"])


def test_what_is_not_drawn_yet_is_said_and_can_be_chosen_later(page: PanelPage, on_stage: Stage) -> None:
    (on_stage.props / "other-straight.film").unlink()
    page.until(lambda: page.data(choice("other"), "state") == "drawing", "never said")
    assert not page.find(choice("other")).is_enabled()
    assert "準備中" in page.text(choice("other"))
    assert page.data(choice("dark"), "state") == "none"
    film(on_stage.props / "other-straight.film", STAND_COLOURS["other"]["straight"])
    page.until(lambda: page.find(choice("other")).is_enabled(), "never offered")
    page.click(choice("other"))
    page.until_colour("#person-view", STAND_COLOURS["other"]["straight"])


def test_no_films_at_all(page: PanelPage, on_stage: Stage) -> None:
    (on_stage.props / "props.json").unlink()
    page.until(lambda: page.find("#no-films").is_displayed(), "never said")
    page.click('[data-card="menkyo"]')
    page.until(lambda: page.data("#bay", "card") == "yes", "the card never came")


def test_the_computers_own_camera(
    page: PanelPage, on_stage: Stage, camera: VirtualCamera, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "tools")
    scene = on_stage.bench.scene
    page.click('[data-card="asagao"]')
    page.until_colour("#person-view", STRAIGHT)
    files = files_below(tmp_path)
    lend(page)
    page.until(lambda: checked(page) == ["face"], "somebody else stands there still")
    until(lambda: scene.picture is None)
    assert scene.pushed == 0, "nothing leaves the page while the reader does not look"
    camera.start()
    frames = [camera.read(LONG) for _ in range(5)]
    assert all(frame is not None and (frame.width, frame.height) == SIZE for frame in frames)
    assert len({frame.pixels for frame in frames if frame is not None}) > 1, "the test picture moves"
    camera.stop()
    until(lambda: scene.picture is None)
    page.click("#laptop")
    page.until_colour("#person-view", STRAIGHT)
    assert page.find("#laptop").get_attribute("aria-checked") == "false"
    assert page.driver.execute_script("return document.getElementById('own-view').srcObject") is None
    count = scene.pushed
    camera.start()
    assert (camera.read(LONG) is not None, scene.pushed) == (True, count)
    assert files_below(tmp_path) == files
    assert not any(sign in caplog.text for sign in ("JFIF", "\\xff", "b'")), "a log shows a picture"


def files_below(directory: Path) -> set[Path]:
    return {path for path in directory.rglob("*") if path.is_file()}


def test_a_page_that_is_closed_lends_no_more(page: PanelPage, on_stage: Stage, camera: VirtualCamera) -> None:
    page.click('[data-card="asagao"]')
    lend(page)
    camera.start()
    assert camera.read(LONG) is not None
    page.driver.get("about:blank")
    until(lambda: before(on_stage) == STRAIGHT)


def test_a_panel_that_ends_switches_the_pages_camera_off(driver: Chrome, on_stage: Stage, free_port: int) -> None:
    other = Stage(on_stage.reader, on_stage.cards, free_port, on_stage.props)
    with other.panel():
        page = PanelPage(driver, other.origin)
        page.until(lambda: not page.find("#veil").is_displayed(), "never saw the reader")
        lend(page)
    page.until(lambda: not page.find("#own-view").is_displayed(), "the camera is still on")
    assert page.find("#laptop").get_attribute("aria-checked") == "false"
    driver.get("about:blank")


def test_a_reader_that_is_away_borrows_nothing(page: PanelPage, on_stage: Stage) -> None:
    on_stage.reader.stop()
    page.until(lambda: page.find("#veil").is_displayed(), "the page never noticed")
    page.click("#laptop")
    page.until(lambda: page.find("#toast").is_displayed(), "nothing was said")
    page.until(lambda: not page.find("#own-view").is_displayed(), "the camera is still on")


def test_a_refused_permission_is_one_sentence(on_stage: Stage, tmp_path: Path) -> None:
    with browser(tmp_path / "profile", FAKE_CAMERA, REFUSED) as refusing:
        page = PanelPage(refusing, on_stage.origin)
        page.until(lambda: not page.find("#veil").is_displayed(), "never saw the reader")
        page.click("#laptop")
        page.until(lambda: page.find("#laptop-problem").is_displayed(), "nothing was said")
        assert "許可されていません" in page.text("#laptop-problem")
        assert page.find("#laptop").get_attribute("aria-checked") == "false"
        page.save("camera-refused")
