"""A real face child before a bench: what it says is heard, what it sees is shown by the test."""

import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from firmware.face.child.setup import Setup
from firmware.face.child.words import AnyReport, Awake, Order
from firmware.reader.face.process import Child, FaceProcess
from hal.real.clock import SystemClock
from hal.settings import CameraSettings, ClockSettings, HardwareSettings
from hal.virtual.bench import Bench
from hal.virtual.footage import Footage, load
from hal.virtual.remote import serve
from tests.firmware.face.engine.conftest import INSTALLED
from tests.firmware.reader.fakes import Posted
from tests.support.issued import ROOT
from tools.issue.portraits.cast import CAST
from tools.issue.portraits.draw import Sitter
from tools.issue.portraits.films import FilmName
from tools.issue.portraits.kept import FilmStore
from tools.issue.portraits.shot import Shot

LONG = 60.0
"""Seconds, against hanging."""

FACES = ROOT / "config" / "card_faces"
HOLDER, STRANGER = CAST[0], CAST[1]
# Smaller than what cameras give, which draws faster; the eyes are 70 pixels apart, more than the 60 that are asked for.
STORE = FilmStore(ROOT / "build" / "tests" / "films", Shot(size=(480, 360), distance=0.85))

Said = TypeVar("Said", bound=AnyReport)


def film(name: FilmName, who: int = HOLDER) -> Footage:
    """A film of one of the cast; drawn once, then kept."""
    return load(STORE.path(name, Sitter.of(who), Sitter.of(STRANGER)))


class Heard:
    """Takes what a child says."""

    def __init__(self) -> None:
        self.reports: queue.SimpleQueue[AnyReport] = queue.SimpleQueue()
        self.gone = threading.Event()
        self.status: int | None = None

    def heard(self, _: Child, report: AnyReport) -> None:
        self.reports.put(report)

    def ended(self, _: Child, status: int | None) -> None:
        self.status = status
        self.gone.set()


class Stage:
    """One child, its bench, and what the child said so far."""

    def __init__(self, place: Path, models: Path) -> None:
        self.bench = Bench()
        self._server = serve(self.bench, place / "bench", SystemClock(ClockSettings()))
        hardware = HardwareSettings(bench=str(place / "bench"), card_camera=CameraSettings())
        self.posted, self.heard = Posted(), Heard()
        self.setup = Setup(str(models), str(FACES), hardware)
        self.child = FaceProcess(self.setup, self.heard, self.posted.post)
        self.child.start()
        self.said: list[AnyReport] = []
        self.awake = self.until(Awake)

    def order(self, order: Order) -> None:
        assert self.child.send(order)

    def next(self) -> AnyReport:
        report = self.heard.reports.get(timeout=LONG)
        self.said.append(report)
        return report

    def until(self, kind: type[Said]) -> Said:
        """The next report of a kind; those before it are in `said`."""
        deadline = time.monotonic() + LONG
        while time.monotonic() < deadline:
            report = self.next()
            if isinstance(report, kind):
                return report
        raise AssertionError(f"no {kind.__name__} came")

    def pid(self) -> int:
        assert self.child.pid is not None
        return self.child.pid

    def until_camera_is(self, running: bool) -> None:
        assert self.bench.changes.wait_until(lambda: self.bench.scene.running is running, LONG)

    def close(self) -> None:
        self.child.dismiss()
        self.child.join(LONG)
        self._server.close()


@contextmanager
def stage(place: Path, models: Path = INSTALLED) -> Iterator[Stage]:
    """A child that is awake; gone with its bench afterwards."""
    made = Stage(place, models)
    try:
        yield made
    finally:
        made.close()
