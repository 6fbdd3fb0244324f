"""The page in a real browser, before a stand-in of the reader: the card, what is shown, how it heals and fits."""

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys

from hal.keypad import Key
from hal.sound import Lamp, Tone
from tests.tools.panel.browser import missing, set_size
from tests.tools.panel.page import PanelPage, pressed, show
from tests.tools.panel.stage import PINS, PROMPTS, SIZE, Stage, picture

pytestmark = [pytest.mark.process, pytest.mark.skipif(bool(missing()), reason=missing() or "all is installed")]


def test_the_screen_is_shown_pixel_by_pixel(page: PanelPage, on_stage: Stage) -> None:
    show(on_stage, page, picture("#123456"))
    show(on_stage, page, picture("#123456", (100, 50, 140, 90)))
    show(on_stage, page, picture("#123456", (130, 60, 500, 300)))
    assert page.screen().size == SIZE


def test_many_frames_in_a_row_end_with_the_last(page: PanelPage, on_stage: Stage) -> None:
    for step in range(40):
        on_stage.bench.screen.show(picture("#ffffff", (step * 10, 0, step * 10 + 60, 480)))
    show(on_stage, page, picture("#ffffff", (3, 3, 20, 20)))


def test_laying_and_taking_a_card(page: PanelPage, on_stage: Stage) -> None:
    page.click('[data-card="asagao"]')
    page.until(lambda: page.text("#pin") == PINS["asagao"], "no PIN beside the card")
    assert page.find('[data-card="asagao"]').get_attribute("aria-current") == "true"
    page.until(lambda: page.text("#card-name") == "仮見川 試花", "the card never slid in")
    assert on_stage.bench.tray.presence().present
    page.click('[data-card="menkyo"]')
    page.until(lambda: page.data("#card", "look") == "licence", "the other card never came")
    assert not page.find("#note").is_displayed(), "a licence has no PIN"
    page.click("#bay")
    page.until(lambda: page.data("#bay", "card") == "no", "the card was never taken")
    assert not on_stage.bench.tray.presence().present
    page.click("#bay")
    page.until(lambda: page.data("#bay", "card") == "yes", "the same card never came back")
    page.click("#take")
    page.until(lambda: not on_stage.bench.tray.presence().present, "the card was never taken")
    assert not page.find("#take").is_enabled()


def test_enter_belongs_to_the_keypad_after_a_card_was_laid(page: PanelPage, on_stage: Stage) -> None:
    page.click('[data-card="asagao"]')
    page.until(lambda: page.data("#bay", "card") == "yes", "the card never came")
    page.type(Keys.ENTER)
    assert pressed(on_stage, page, 1) == [Key.HASH]


def test_tearing_the_card_off(page: PanelPage, on_stage: Stage) -> None:
    page.click('[data-card="asagao"]')
    page.until(lambda: page.data("#bay", "card") == "yes", "the card never came")
    page.click("#tearing summary")
    page.click("#tear-now")
    page.until(lambda: page.text("#armed") == "予約 0", "never armed")
    handle, _, _ = on_stage.bench.tray.open()
    with pytest.raises(Exception, match="torn off, half"):
        on_stage.bench.tray.transmit(handle, bytes.fromhex("00A40000"))
    page.until(lambda: page.data("#bay", "card") == "no", "the card still lies there")
    assert not page.find("#armed").is_displayed()


def test_what_cannot_be_done_is_said(page: PanelPage, on_stage: Stage) -> None:
    (on_stage.cards / "menkyo.card").write_text("{}")
    page.click('[data-card="menkyo"]')
    page.until(lambda: page.find("#toast").is_displayed(), "nothing was said")
    assert "今はできません" in page.text("#toast")


def test_lamp_camera_buzzer_and_voice(page: PanelPage, on_stage: Stage) -> None:
    on_stage.bench.signals.light(Lamp.TAKE_CARD)
    on_stage.bench.signals.tone(Tone.HURRY)
    on_stage.bench.signals.speak("pin.enter", "ja")
    page.until(lambda: page.text("#voice-text") == PROMPTS["pin.enter"], "nothing was spoken")
    assert page.data("#device", "lamp") == page.data("#bulb", "lamp") == "take_card"
    assert page.text("#tone-state") == "お急ぎ"
    assert (page.text("#person-camera .running"), page.data("#eye", "on")) == ("切 off", "no")
    on_stage.bench.scene.begin(on_stage)
    page.until(lambda: page.text("#person-camera .running") == "入 on", "the camera never came on")
    assert (page.data("#eye", "on"), page.data("#card-camera", "on")) == ("yes", "no")
    on_stage.bench.card_scene.begin(on_stage)
    page.until(lambda: page.data("#card-camera", "on") == "yes", "the other camera never came on")
    on_stage.bench.scene.end(on_stage)
    page.until(lambda: page.data("#person-camera", "on") == "no", "the camera never went off")


def test_sound_is_off_until_it_is_asked_for(page: PanelPage, on_stage: Stage) -> None:
    assert page.text("#sound-state") == "切 off"
    page.click("#sound")
    assert page.text("#sound-state") == "入 on"
    on_stage.bench.signals.tone(Tone.TAKE_CARD)
    page.until(lambda: page.text("#tone-state") == "取り忘れ", "no tone")
    page.click("#sound")
    assert page.text("#sound-state") == "切 off"


def test_time_line_and_messages(page: PanelPage, on_stage: Stage) -> None:
    on_stage.reader.journal(kind="step", visit=4, name="card_seen", since_card_ms=0.0)
    on_stage.reader.journal(kind="step", visit=4, name="pin_verified", since_card_ms=4112.4)
    on_stage.reader.journal(kind="step", visit=4, name="something_new", since_card_ms=12_345.0)
    on_stage.reader.journal(kind="message", direction="up", name="IdentifyRequest", bytes=5913)
    on_stage.reader.journal(kind="state", place="done")
    on_stage.reader.finished(4, "completed")
    page.until(lambda: page.text("#outcome") == "完了", "never ended")
    assert page.text('#steps [data-step="pin_verified"] data') == "4,112 ms"
    assert page.text('#steps [data-step="something_new"] data') == "12.3 s"
    assert page.find('#steps [data-step="result"]').get_attribute("class") == "open"
    assert page.texts("#messages li") == ["↑\nIdentifyRequest\n5,913"]
    assert page.text("#place-ja") == "結果表示"


@pytest.mark.parametrize(
    ("step", "there", "not_there"),
    [
        ("pin_asked", ["pin_verified"], ["face_matched", "key_opened", "staff_confirmed"]),
        ("print_read", ["face_matched", "key_opened"], ["pin_verified", "staff_confirmed"]),
        ("staff_confirmed", ["key_opened"], ["pin_verified", "face_matched"]),
    ],
)
def test_the_steps_are_those_of_the_way_that_is_taken(
    page: PanelPage, on_stage: Stage, step: str, there: list[str], not_there: list[str]
) -> None:
    on_stage.reader.journal(kind="step", visit=4, name="card_seen", since_card_ms=0.0)
    on_stage.reader.journal(kind="step", visit=4, name=step, since_card_ms=812.0)
    page.until(lambda: page.text(f'#steps [data-step="{step}"] data') == "812 ms", "never taken")
    shown = page.data_of_all("#steps li", "step")
    assert set(there) <= set(shown)
    assert not set(not_there) & set(shown)
    assert shown[0] == "card_seen"
    assert shown[-1] == "card_removed"


def test_it_heals_when_the_reader_restarts(page: PanelPage, on_stage: Stage) -> None:
    page.click('[data-card="asagao"]')
    page.until(lambda: page.data("#bay", "card") == "yes", "the card never came")
    on_stage.reader.stop()
    page.until(lambda: page.find("#veil").is_displayed(), "the page never noticed")
    assert "起動を待っています" in page.text("#veil")
    page.save("reader-away")
    on_stage.reader.start()
    on_stage.bench.screen.show(picture("#445566"))
    page.until(lambda: not page.find("#veil").is_displayed(), "never healed")
    page.until(lambda: page.screen().getpixel((5, 5)) == (0x44, 0x55, 0x66), "the frame never came")
    assert page.data("#bay", "card") == "no", "a restarted reader has an empty tray"
    page.type("5")
    assert pressed(on_stage, page, 1) == [Key.DIGIT_5]


def test_it_heals_when_the_panel_restarts(driver: Chrome, on_stage: Stage, tmp_path) -> None:
    on_stage.bench.screen.show(picture("#334455"))
    other = Stage(
        on_stage.reader,
        on_stage.cards,
        on_stage.port + 1 if on_stage.port < 65_000 else on_stage.port - 1,
        on_stage.props,
    )
    with other.panel():
        page = PanelPage(driver, other.origin)
        page.until(lambda: not page.find("#veil").is_displayed(), "never saw the reader")
    page.until(lambda: "つなぎ直しています" in page.text("#veil"), "the page never noticed")
    with other.panel():
        page.until(lambda: not page.find("#veil").is_displayed(), "never healed")
        page.until(lambda: page.screen().getpixel((5, 5)) == (0x33, 0x44, 0x55), "the frame never came")
    driver.get("about:blank")


def test_it_loads_nothing_from_elsewhere(page: PanelPage, on_stage: Stage) -> None:
    loaded = page.driver.execute_script("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert loaded
    assert [name for name in loaded if not name.startswith((on_stage.origin, f"ws://127.0.0.1:{on_stage.port}"))] == []


@pytest.mark.parametrize("size", [(1280, 800), (1366, 768), (1440, 900), (1920, 1080), (1024, 1100), (700, 1000)])
def test_it_fits(page: PanelPage, on_stage: Stage, size: tuple[int, int]) -> None:
    page.click('[data-card="asagao"]')
    on_stage.bench.signals.light(Lamp.TAKE_CARD)
    on_stage.bench.signals.tone(Tone.CALL_STAFF)
    for number, name in enumerate(("card_seen", "print_read", "photo_loaded", "turned", "result")):
        on_stage.reader.journal(kind="step", visit=4, name=name, since_card_ms=1234.0 * number)
    on_stage.reader.journal(kind="state", place="remove_card")
    page.until(lambda: page.text("#place-ja") == "カードをお取りください", "the longest word never came")
    page.until(lambda: page.text("#tone-state") == "職員呼出", "no tone")
    page.until(lambda: page.find("#note").is_displayed(), "the card never came")
    set_size(page.driver, *size)
    width = page.driver.execute_script("return document.documentElement.scrollWidth")
    height = page.driver.execute_script("return document.documentElement.scrollHeight")
    assert width <= size[0]
    if size[0] >= 1280 and size[1] >= 800:
        assert height <= size[1], "at the size it was drawn for nothing scrolls"
    right = max(pill.rect["x"] + pill.rect["width"] for pill in page.all(".pill"))
    assert right <= size[0], "the top line is cut off"
    parts = (
        "#bay",
        "#note",
        "#keys",
        ".voice",
        ".glass",
        ".cards",
        ".cameras",
        ".line",
        ".crossed",
        ".state",
        ".brand",
    )
    boxes = {name: page.find(name).rect for name in parts if page.find(name).is_displayed()}
    assert [pair for pair in overlapping(boxes) if pair] == []


def overlapping(boxes: dict[str, dict[str, float]]) -> Iterator[tuple[str, str]]:
    names = sorted(boxes)
    for number, one in enumerate(names):
        for other in names[number + 1 :]:
            a, b = boxes[one], boxes[other]
            across = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
            down = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
            # The note is stuck on a little crooked.
            if across > 4 and down > 4:
                yield one, other
