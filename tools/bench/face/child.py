"""A real face child before a virtual bench, as the reader starts one; what it says is noted with its time."""

import queue
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from firmware.face.child.setup import Setup
from firmware.face.child.words import AnyReport, Awake, Faulted, Order
from firmware.reader.face.process import Child, FaceProcess
from hal.real.clock import SystemClock
from hal.settings import CameraSettings, ClockSettings, HardwareSettings
from hal.virtual.bench import Bench
from hal.virtual.remote import serve
from tools.bench.errors import BenchmarkError

LIMIT_S = 60.0
"""Against hanging only."""

Said = TypeVar("Said", bound=AnyReport)


class Ear:
    """Hears one child; the time of each report is that at which the reader would have it."""

    def __init__(self) -> None:
        self.reports: queue.SimpleQueue[tuple[float, AnyReport | None]] = queue.SimpleQueue()

    def heard(self, _: Child, report: AnyReport) -> None:
        """As `Listener.heard`."""
        self.reports.put((time.perf_counter(), report))

    def ended(self, _: Child, __: int | None) -> None:
        """As `Listener.ended`."""
        self.reports.put((time.perf_counter(), None))

    def broke(self, _: object) -> None:
        """The child's thread failed."""
        self.reports.put((time.perf_counter(), None))


class FaceChild:
    """One child that is awake. `ready_s` is how long it took from its start to its first report."""

    def __init__(self, setup: Setup, bench: Bench) -> None:
        """Raises BenchmarkError."""
        self.bench = bench
        self._ear = Ear()
        self._process = FaceProcess(setup, self._ear, self._ear.broke)
        began = time.perf_counter()
        self._process.start()
        try:
            self.awake, awake_at = self.until(Awake)
        except BenchmarkError:
            self.close()
            raise
        self.ready_s = awake_at - began

    @property
    def pid(self) -> int:
        """Its process."""
        pid = self._process.pid
        if pid is None:
            raise BenchmarkError("the face child has no process")
        return pid

    def order(self, order: Order) -> float:
        """When an order was given. Raises BenchmarkError."""
        now = time.perf_counter()
        if not self._process.send(order):
            raise BenchmarkError("the face child takes no orders any more")
        return now

    def next(self) -> tuple[AnyReport, float]:
        """What it says next, and when. Raises BenchmarkError."""
        try:
            when, report = self._ear.reports.get(timeout=LIMIT_S)
        except queue.Empty as error:
            raise BenchmarkError(f"the face child said nothing for {LIMIT_S:.0f} s") from error
        if report is None:
            raise BenchmarkError("the face child ended by itself")
        if isinstance(report, Faulted):
            raise BenchmarkError(f"the face child says that its {report.what} is {report.fault}")
        return report, when

    def until(self, kind: type[Said]) -> tuple[Said, float]:
        """The next report of a kind, and when it came. Raises BenchmarkError."""
        while True:
            report, when = self.next()
            if isinstance(report, kind):
                return report, when

    def close(self) -> None:
        """End it as the reader does after a visit."""
        self._process.dismiss()
        self._process.join(LIMIT_S)


@contextmanager
def served(place: Path) -> Iterator[tuple[Bench, HardwareSettings]]:
    """A bench with two virtual cameras, and the hardware settings with which a child finds it."""
    bench, path = Bench(), place / "face-bench"
    server = serve(bench, path, SystemClock(ClockSettings()))
    try:
        yield bench, HardwareSettings(bench=str(path), card_camera=CameraSettings())
    finally:
        server.close()


@contextmanager
def child(setup: Setup, bench: Bench) -> Iterator[FaceChild]:
    """One child for the length of a block. Raises BenchmarkError."""
    made = FaceChild(setup, bench)
    try:
        yield made
    finally:
        made.close()
