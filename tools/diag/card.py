"""What is known of tray, card readers and card, without a word to the card: a visit is never disturbed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from firmware.visit.offers import PATIENT
from hal.errors import DeviceMissing
from hal.virtual.client import BenchClient
from hal.virtual.tray import BenchError
from hal.virtual.wire import WireError
from tools.diag.drivers import Driver, driver_of, installed_drivers
from tools.diag.site import Site
from tools.diag.status import STALE_SECONDS, Seen
from tools.diag.words import NOTHING, Level, Line, Words, same

if TYPE_CHECKING:
    # At run time it is imported when it is used, for pyscard may not be installed.
    from hal.real.pcsc_survey import PcscSurvey, SurveyedReader


class ReaderFound(msgspec.Struct, frozen=True):
    """A PC/SC reader. `atr` is what pcscd keeps of the card's answer to reset, in hex."""

    name: str
    driver: str
    card: bool
    in_use: bool
    mute: bool
    counter: int
    atr: str


class TrayFound(msgspec.Struct, frozen=True):
    """The tray of a virtual reader. `apdus` counts the commands that its cards got so far."""

    card: bool
    counter: int
    apdus: int


class CardReport(msgspec.Struct, frozen=True):
    """All of it. `reader_says` is the reader's own word on its card reader, `problem` why PC/SC tells nothing."""

    visit_running: bool
    reader_says: str
    tray: TrayFound | None
    readers: tuple[ReaderFound, ...]
    problem: str = ""


def open_survey() -> "PcscSurvey":
    """PC/SC, to be looked at. Raises DeviceMissing when it does not run or pyscard is not installed."""
    try:
        from hal.real.pcsc_survey import PcscSurvey
    except ImportError as error:
        raise DeviceMissing("PC/SC", "pyscard is not installed; pip install 'uketsuke[card]'") from error
    return PcscSurvey()


def card_report(site: Site, seen: Seen) -> CardReport:
    """Ask reader, bench and PC/SC. Raises nothing: what cannot be asked is a finding."""
    says = seen.status.ports.get("nfc", "unknown") if seen.status is not None else "unknown"
    readers, problem = _readers() if site.pcsc else ((), "")
    return CardReport(visit_running(seen), says, None if site.pcsc else _tray(site), readers, problem)


def visit_running(seen: Seen) -> bool:
    """Whether a person stands at the reader now, as far as its status tells."""
    if seen.status is None or seen.age > STALE_SECONDS:
        return False
    return seen.status.place.split("/", 1)[0] in {state.value for state in PATIENT}


def found_readers(surveyed: tuple["SurveyedReader", ...], drivers: tuple[Driver, ...]) -> tuple[ReaderFound, ...]:
    """The readers of a survey with their drivers. Pure."""
    return tuple(
        ReaderFound(
            name=reader.name,
            driver=_driver_name(driver_of(reader.name, drivers)),
            card=reader.card,
            in_use=reader.in_use,
            mute=reader.mute,
            counter=reader.counter,
            atr=reader.atr.hex(" ").upper(),
        )
        for reader in surveyed
    )


def card_lines(report: CardReport) -> Iterator[Line]:
    """The report for a person. Pure."""
    level = {"ok": Level.GREEN, "unknown": Level.AMBER}.get(report.reader_says, Level.RED)
    todo = NOTHING if level is Level.GREEN else Words("uketsuke-diag status を見る", "see: uketsuke-diag status")
    yield Line("reader says", level, same(report.reader_says), todo)
    if report.visit_running:
        yield Line("visit", Level.AMBER, Words("受付中", "is running"), Words("終わるまで待つ", "wait for its end"))
    if report.tray is not None:
        there = Words("カードあり", "a card") if report.tray.card else Words("カードなし", "no card")
        moves = f"({report.tray.counter} moves, {report.tray.apdus} APDUs)"
        yield Line("virtual tray", Level.GREEN, Words(f"{there.ja} {moves}", f"{there.en} {moves}"))
    yield from (_reader_line(reader) for reader in report.readers)
    if report.problem:
        hint = Words(
            "systemctl start pcscd.socket、またはリーダーを挿し直す", "start pcscd or plug the reader in again"
        )
        yield Line("PC/SC", Level.RED, same(report.problem), hint)


def _reader_line(reader: ReaderFound) -> Line:
    driver = reader.driver or "?"
    if not reader.card:
        return Line(reader.name, Level.GREEN, Words(f"カードなし、ドライバー {driver}", f"no card, driver {driver}"))
    if reader.mute:
        turned = Words("カードを裏返すか、置き直す", "turn the card over or lay it down again")
        return Line(reader.name, Level.RED, Words("カードが応答しない", "the card does not answer"), turned)
    use = Words("、使用中", ", in use") if reader.in_use else NOTHING
    ja = f"カードあり{use.ja}、ATR {reader.atr}、ドライバー {driver}"
    return Line(reader.name, Level.GREEN, Words(ja, f"a card{use.en}, ATR {reader.atr}, driver {driver}"))


def _readers() -> tuple[tuple[ReaderFound, ...], str]:
    try:
        with open_survey() as survey:
            found = found_readers(survey.look(), installed_drivers())
    except DeviceMissing as error:
        return (), str(error)
    return found, "" if found else "no PC/SC reader is plugged in"


def _tray(site: Site) -> TrayFound | None:
    if site.bench is None:
        return None
    try:
        with BenchClient(site.bench) as bench:
            snapshot = bench.snapshot()
    except (OSError, BenchError, WireError):
        return None
    return TrayFound(snapshot.card_present, snapshot.presence_counter, snapshot.apdus)


def _driver_name(driver: Driver | None) -> str:
    return "" if driver is None else f"{driver.name} {driver.version}".strip()
