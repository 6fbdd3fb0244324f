"""Panel and technician's shell before the whole product: real processes, a real broker, a real browser."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys

from firmware.screens.model import ResultDetails
from firmware.visit.events import Action
from firmware.visit.model import Visit
from tests.support.canaries import Search, of_demo
from tests.tools.panel.browser import browser, missing
from tests.tools.panel.page import PanelPage
from tests.tools.panel.touches import CONSENT, DONE, PIN, PIN_FULL, THREE_TENTHS, Finger
from tests.tools.panel.whole_demo import Demo, whole_demo
from tools.diag.main import main

pytestmark = [pytest.mark.process, pytest.mark.skipif(bool(missing()), reason=missing() or "all is installed")]

STEPS = (
    "card_seen",
    "certificate_read",
    "challenge_received",
    "pin_verified",
    "challenge_signed",
    "identified",
    "consented",
    "result",
    "card_removed",
)
MESSAGES = (
    "ChallengeRequest",
    "ChallengeGiven",
    "IdentifyRequest",
    "Identified",
    "InquireRequest",
    "ReaderAnswer",
    "UsageRecord",
    "Acknowledgement",
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Iterator[Demo]:
    with whole_demo(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="module")
def driver(tmp_path_factory) -> Iterator[Chrome]:
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def page(driver: Chrome, demo: Demo) -> Iterator[PanelPage]:
    opened = PanelPage(driver, demo.address)
    opened.until(lambda: not opened.find("#veil").is_displayed(), "never saw the reader")
    if opened.find("#take").is_enabled():
        opened.click("#take")
    opened.until_place("idle")
    yield opened
    assert opened.complaints() == []


def ended(page: PanelPage) -> list[str]:
    """The steps of the visit that is over."""
    page.until(lambda: page.text("#outcome") != "", "the visit never ended")
    page.until_place("idle")
    return [row.get_attribute("data-step") or "" for row in page.all("#steps .taken")]


def test_a_whole_visit_by_keys(page: PanelPage) -> None:
    page.click('[data-card="asagao"]')
    page.until_place("pin/entering")
    page.save("pin")
    page.type(page.text("#pin") + Keys.ENTER)
    page.until_place("consenting/all")
    page.save("consent")
    page.type("1")
    page.until_place("done")
    page.save("done")
    page.click("#bay")
    assert set(STEPS) <= set(ended(page))
    assert page.text("#outcome") == "完了"
    assert set(MESSAGES) <= set(page.texts("#messages b"))
    page.save("idle")


def test_a_whole_visit_by_mouse_alone(page: PanelPage) -> None:
    finger = Finger()

    def shown(visit: Visit, details: ResultDetails | None = None) -> None:
        """A person touches what is seen, so what is touched is waited for."""
        wanted = finger.frame(visit, details).pixels
        page.until(lambda: page.screen().tobytes() == wanted, f"never saw the screen of {visit.place}")

    page.click('[data-card="kinen"]')
    page.until(lambda: page.text("#pin") != "", "no PIN beside the card")
    for typed, digit in enumerate(page.text("#pin")):
        shown(replace(PIN, digits=typed))
        page.touch(*finger.on(PIN, Action.DIGIT, digit))
    shown(PIN_FULL)
    page.touch(*finger.on(PIN_FULL, Action.SUBMIT))
    shown(CONSENT)
    page.touch(*finger.on(CONSENT, Action.ALL))
    shown(DONE, THREE_TENTHS)
    page.touch(*finger.on(DONE, Action.FINISH, details=THREE_TENTHS))
    page.until_place("remove_card")
    page.click("#take")
    assert set(STEPS) <= set(ended(page))
    assert page.text("#outcome") == "完了"


def test_a_wrong_pin_and_a_torn_card(page: PanelPage) -> None:
    page.click('[data-card="hinata"]')
    page.until_place("pin/entering")
    wrong = "".join(str((int(digit) + 1) % 10) for digit in page.text("#pin"))
    page.type(wrong + Keys.ENTER)
    page.until(lambda: "違い" in page.text("#voice-text"), "nobody said that the PIN was wrong")
    page.save("wrong-pin")
    page.click("#tearing summary")
    page.click("#tear-now")
    page.until(lambda: page.text("#armed") != "", "never armed")
    page.type(page.text("#pin") + Keys.ENTER)
    page.until(lambda: page.data("#bay", "card") == "no", "the card was never torn off")
    ended(page)
    assert page.text("#outcome") == "カード抜き取り"


def test_a_reader_that_crashes_in_a_visit(page: PanelPage, demo: Demo) -> None:
    page.click('[data-card="asagao"]')
    page.until_place("pin/entering")
    demo.kill("firmware.reader.main")
    page.until(lambda: page.find("#veil").is_displayed(), "the page never noticed")
    page.until(lambda: not page.find("#veil").is_displayed(), "never healed")
    page.until_place("idle")
    assert page.data("#bay", "card") == "no"


def diag(demo: Demo, *words: str) -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    status = main(["--config", str(demo.config), "--lang", "en", *words], io.StringIO(), out, err)
    assert err.getvalue() == ""
    return status, out.getvalue()


def test_the_technician_sees_how_it_is(page: PanelPage, demo: Demo) -> None:
    status, said = diag(demo, "status", "--json")
    levels = {part["part"]: (part["level"], part["found"]["en"]) for part in json.loads(said)["parts"]}
    assert status == 0, said
    assert levels["reader"][0] == levels["nfc"][0] == "green"
    assert levels["link"] == ("green", "connected")
    status, said = diag(demo, "card", "--json")
    assert (status, json.loads(said)["card"]["tray"]["card"]) == (0, False)


def test_the_technician_replays_the_last_visit(page: PanelPage, demo: Demo) -> None:
    last = max((demo.state / "recordings").glob("*.jsonl"))
    status, said = diag(demo, "replay", str(last), "--json")
    told = json.loads(said)
    assert status == 0
    assert told[-1]["place"] == "idle"
    assert not any(step["refusal"] for step in told)


def test_a_bundle_holds_nobody(page: PanelPage, demo: Demo, tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    status, said = diag(demo, "bundle", str(path), "--yes")
    assert status == 0
    with zipfile.ZipFile(path) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    assert {"status.json", "visits.jsonl", "activity.jsonl", "certificates.json", "config.json"} <= set(inside)
    assert "problems.json" not in inside
    search = Search(of_demo(demo.root / "state"))
    assert [finding for name, data in inside.items() for finding in search.scan(name, data)] == []
    assert search.scan("listing", said.encode()) == []
    assert b"PRIVATE KEY" not in b"".join(inside.values())
