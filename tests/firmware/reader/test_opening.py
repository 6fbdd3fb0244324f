"""The first picture, and the last of a reader that cannot start."""

from pathlib import Path

import pytest

from firmware.reader.errors import ConfigurationError
from firmware.reader.opening import Opening
from firmware.reader.settings import Settings
from firmware.screens.errors import FontMissing, TextMissing
from hal.settings import DisplaySettings
from hal.virtual.bench import Bench
from hal.virtual.display import VirtualDisplay
from tests.firmware.reader.site import ReaderSite


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return ReaderSite(tmp_path).settings()


def test_it_starts_and_gives_up_in_pictures(settings: Settings) -> None:
    bench = Bench()
    opening = Opening(settings)
    opening.give_up()
    assert bench.look() is None, "there is no display yet to say it on"
    opening.show(VirtualDisplay(bench, DisplaySettings()))
    first = bench.look()
    assert opening.screen is not None
    assert opening.screen.name == "starting"
    opening.give_up()
    assert bench.look() != first
    assert opening.screen.name == "out_of_service"


def test_a_missing_display_does_not_keep_the_reader_from_starting(settings: Settings) -> None:
    bench = Bench()
    bench.fail("display")
    opening = Opening(settings)
    opening.show(VirtualDisplay(bench, DisplaySettings()))
    assert opening.screen is None


def test_missing_fonts_and_texts_are_said_with_what_to_do(settings: Settings, mocker) -> None:
    opening = Opening(settings)
    mocker.patch.object(opening.painter, "draw", side_effect=TextMissing("starting.title", "ja"))
    with pytest.raises(ConfigurationError, match=r"add it to config/texts/ja\.toml"):
        opening.show(VirtualDisplay(Bench(), DisplaySettings()))
    mocker.patch("firmware.reader.opening.FontSet", side_effect=FontMissing("a.ttf", "fonts-a"))
    with pytest.raises(ConfigurationError, match="apt install fonts-a"):
        Opening(settings)
