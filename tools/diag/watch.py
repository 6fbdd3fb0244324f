"""`card watch`: what is laid on a reader and taken away, line by line, until it is told to stop."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from hal.clock import Clock
from hal.virtual.client import BenchClient
from tools.diag.card import ReaderFound, found_readers
from tools.diag.drivers import Driver

if TYPE_CHECKING:
    from hal.real.pcsc_survey import PcscSurvey

STEP_SECONDS = 1.0  # how late the end of the watching is noticed


class Moved(msgspec.Struct, frozen=True):
    """Something moved. `what` is card_placed, card_taken, reader_found, reader_gone or pcsc_away."""

    at: datetime
    reader: str
    what: str
    atr: str = ""


def changes(before: tuple[ReaderFound, ...], after: tuple[ReaderFound, ...], at: datetime) -> Iterator[Moved]:
    """What happened between two looks. Pure."""
    known = {reader.name: reader for reader in before}
    there = {reader.name for reader in after}
    yield from (Moved(at, name, "reader_gone") for name in known if name not in there)
    for reader in after:
        old = known.get(reader.name)
        if old is None:
            yield Moved(at, reader.name, "reader_found")
        if reader.card and (old is None or not old.card or old.counter != reader.counter):
            yield Moved(at, reader.name, "card_placed", reader.atr)
        elif old is not None and old.card and not reader.card:
            yield Moved(at, reader.name, "card_taken")


def watch_readers(
    survey: "PcscSurvey",
    drivers: tuple[Driver, ...],
    clock: Clock,
    seconds: float | None,
    tell: Callable[[Moved], None],
) -> None:
    """Tell all that moves on the PC/SC readers, beginning with what is there, for `seconds` or for ever.

    Raises DeviceMissing when pcscd goes away.
    """
    deadline = None if seconds is None else clock.monotonic() + seconds
    raw = survey.look()
    known: tuple[ReaderFound, ...] = ()
    while True:
        now = found_readers(raw, drivers)
        for moved in changes(known, now, clock.now()):
            tell(moved)
        known = now
        if deadline is not None and clock.monotonic() >= deadline:
            return
        raw = survey.wait(raw, STEP_SECONDS)


def watch_tray(bench: BenchClient, clock: Clock, seconds: float | None, tell: Callable[[Moved], None]) -> None:
    """The same for the tray of a virtual reader. Raises BenchError, OSError when the reader goes away."""
    deadline = None if seconds is None else clock.monotonic() + seconds
    known: tuple[ReaderFound, ...] = ()
    snapshot = bench.snapshot()
    while True:
        tray = ReaderFound("virtual tray", "", snapshot.card_present, False, False, snapshot.presence_counter, "")
        for moved in changes(known, (tray,), clock.now()):
            tell(moved)
        known = (tray,)
        if deadline is not None and clock.monotonic() >= deadline:
            return
        snapshot = bench.watch(snapshot.changes, STEP_SECONDS)
