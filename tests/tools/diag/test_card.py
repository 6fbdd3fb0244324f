import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hal.card.profile import load_profile
from hal.real.pcsc_survey import SurveyedReader
from hal.virtual.bench import Bench
from hal.virtual.card.card import VirtualCard
from hal.virtual.card.contents import CardContents, fresh_counters
from hal.virtual.client import BenchClient
from hal.virtual.remote import serve
from tests.tools.diag.place import Place, StillClock
from tools.diag.card import CardReport, ReaderFound, card_lines, found_readers
from tools.diag.drivers import Driver, driver_of, installed_drivers
from tools.diag.watch import Moved, changes, watch_readers, watch_tray
from tools.diag.words import Level

ROOT = Path(__file__).parents[3]
ATR = bytes.fromhex("3B8880010000000000000009")


def surveyed(name: str = "Reader A 00 00", card: bool = False, counter: int = 0, **more: bool) -> SurveyedReader:
    return SurveyedReader(name, card, more.get("in_use", False), more.get("mute", False), counter, ATR if card else b"")


def any_card() -> VirtualCard:
    profile = load_profile((ROOT / "config/cards/my-number-2016.toml").read_text(encoding="utf-8"))
    contents = CardContents("other", profile)
    return VirtualCard(contents, fresh_counters(contents), lambda counters: None)


@pytest.fixture
def bench(place: Place) -> Iterator[Bench]:
    bench = Bench()
    server = serve(bench, place.bench)
    yield bench
    server.close()


def test_the_virtual_tray(place: Place, bench: Bench) -> None:
    bench.insert(any_card())
    spoken = place.diag("card", "--json")
    assert spoken.status == 0
    assert spoken.data["card"]["tray"] == {"card": True, "counter": 1, "apdus": 0}
    assert "a card" in place.diag("card").out
    assert bench.snapshot().apdus == 0, "the card was spoken to"


def test_a_reader_that_is_down(place: Place) -> None:
    (place.state / "status.json").unlink()
    spoken = place.diag("card", "--json")
    assert spoken.data["card"]["reader_says"] == "unknown"
    assert spoken.data["card"]["tray"] is None


def test_the_bench_of_a_reader_with_pcsc_has_no_tray(place: Place, bench: Bench) -> None:
    place.write_config(nfc="pcsc")
    assert place.diag("card", "--json").data["card"]["tray"] is None


def test_a_running_visit_is_named(place: Place) -> None:
    place.write_status(place="pin/entering")
    assert place.diag("card", "--json").data["card"]["visit_running"] is True
    place.write_status(place="pin/entering", age=60)
    assert place.diag("card", "--json").data["card"]["visit_running"] is False


def test_without_pcsc_it_says_what_to_start(place: Place) -> None:
    place.write_config(nfc="pcsc")
    spoken = place.diag("card")
    assert spoken.status == 1
    assert "pcscd does not run" in spoken.out
    assert "systemctl start pcscd" in place.diag("card", lang="ja").out
    watching = place.diag("card", "watch", "--seconds", "0")
    assert (watching.status, watching.err.count("\n")) == (2, 1)


def test_readers_with_their_drivers() -> None:
    drivers = (Driver("ifd-ccid", "1.5", ("Reader", "Reader A")), Driver("other", "", ("Reade",)))
    (found,) = found_readers((surveyed(card=True, counter=3, in_use=True),), drivers)
    assert (found.driver, found.atr, found.in_use) == ("ifd-ccid 1.5", ATR.hex(" ").upper(), True)
    assert driver_of("Nobody", drivers) is None


@pytest.mark.parametrize(
    ("reader", "level", "said"),
    [
        (surveyed(), Level.GREEN, "no card"),
        (surveyed(card=True), Level.GREEN, "3B 88"),
        (surveyed(card=True, in_use=True), Level.GREEN, "in use"),
        (surveyed(card=True, mute=True), Level.RED, "does not answer"),
    ],
)
def test_each_reader_in_words(reader: SurveyedReader, level: Level, said: str) -> None:
    report = CardReport(False, "ok", None, found_readers((reader,), ()))
    line = list(card_lines(report))[-1]
    assert line.level is level
    assert said in line.found.en
    assert bool(line.todo.en) == (level is Level.RED)


def test_the_files_of_the_drivers(tmp_path: Path) -> None:
    contents = tmp_path / "drivers" / "ifd-ccid.bundle" / "Contents"
    contents.mkdir(parents=True)
    (contents / "Info.plist").write_text(
        '<?xml version="1.0"?><plist version="1.0"><dict><key>CFBundleShortVersionString</key><string>1.5.2</string>'
        "<key>ifdFriendlyName</key><array><string>Reader A</string></array></dict></plist>"
    )
    broken = tmp_path / "drivers" / "broken.bundle" / "Contents"
    broken.mkdir(parents=True)
    (broken / "Info.plist").write_text("<plist")
    serial = tmp_path / "serial"
    serial.mkdir()
    (serial / "vpcd").write_text('FRIENDLYNAME "Virtual PCD"\nLIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so\n')
    (serial / "twin").write_text('#FRIENDLYNAME "Twin"\n#LIBPATH /x.so\n')
    drivers = installed_drivers(tmp_path / "drivers", serial)
    assert drivers == (Driver("ifd-ccid", "1.5.2", ("Reader A",)), Driver("libifdvpcd", "", ("Virtual PCD",)))
    assert installed_drivers(tmp_path / "no", tmp_path / "no") == ()


def moved(before: SurveyedReader | None, after: SurveyedReader | None) -> list[str]:
    clock = StillClock()
    looks = [found_readers((reader,) if reader else (), ()) for reader in (before, after)]
    return [found.what for found in changes(looks[0], looks[1], clock.now())]


def test_what_moved() -> None:
    empty, full, again = surveyed(), surveyed(card=True, counter=1), surveyed(card=True, counter=3)
    assert moved(None, empty) == ["reader_found"]
    assert moved(None, full) == ["reader_found", "card_placed"]
    assert moved(empty, full) == ["card_placed"]
    assert moved(full, surveyed(counter=2)) == ["card_taken"]
    assert moved(full, again) == ["card_placed"], "taken and laid again between two looks"
    assert moved(full, full) == []
    assert moved(full, None) == ["reader_gone"]


class ScriptedSurvey:
    """A survey that shows one look after the other, a second apart."""

    def __init__(self, clock: StillClock, *looks: tuple[SurveyedReader, ...]) -> None:
        self._clock = clock
        self._looks = iter(looks)

    def look(self) -> tuple[SurveyedReader, ...]:
        return next(self._looks)

    def wait(self, known: object, seconds: float) -> tuple[SurveyedReader, ...]:
        self._clock.seconds += seconds
        return next(self._looks)


def test_watching_ends_in_time() -> None:
    clock = StillClock()
    empty, full = (surveyed(),), (surveyed(card=True, counter=1),)
    told: list[Moved] = []
    survey = ScriptedSurvey(clock, empty, full, full, empty)
    watch_readers(survey, (), clock, 3.0, told.append)  # type: ignore[arg-type]  # looks like the survey of PC/SC
    assert [(found.what, found.at.second) for found in told] == [
        ("reader_found", 0),
        ("card_placed", 1),
        ("card_taken", 3),
    ]


def test_watching_the_virtual_tray(place: Place, bench: Bench) -> None:
    clock = StillClock()
    told: list[Moved] = []
    placed = threading.Event()

    def tell(found: Moved) -> None:
        told.append(found)
        if found.what == "reader_found":
            bench.insert(any_card())
        elif found.what == "card_placed":
            clock.seconds = 100.0
            placed.set()

    with BenchClient(place.bench) as client:
        watch_tray(client, clock, 50.0, tell)
    assert placed.is_set()
    assert [found.what for found in told] == ["reader_found", "card_placed"]


def test_watch_as_a_command(place: Place, bench: Bench) -> None:
    bench.insert(any_card())
    spoken = place.diag("card", "watch", "--seconds", "0", "--json")
    assert [json.loads(line)["what"] for line in spoken.out.splitlines()] == ["reader_found", "card_placed"]
    assert "card placed" in place.diag("card", "watch", "--seconds", "0").out


def test_watch_without_a_reader(place: Place) -> None:
    spoken = place.diag("card", "watch", "--seconds", "0")
    assert (spoken.status, spoken.err.count("\n")) == (2, 1)
    assert "is the reader running?" in spoken.err


def test_a_found_reader_says_no_more_than_it_must() -> None:
    assert set(ReaderFound.__struct_fields__) == {"name", "driver", "card", "in_use", "mute", "counter", "atr"}
