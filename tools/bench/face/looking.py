"""Orders given to a real face child, and how long they take: previews, the way to a decision, a card's print."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from firmware.face.child.words import (
    Decided,
    Match,
    Noticed,
    PhotoTaken,
    Preview,
    PrintRead,
    ReadPrint,
    Rest,
    TakePhoto,
)
from hal.camera import CameraRole
from hal.virtual.bench import Bench
from hal.virtual.footage import Footage
from tools.bench.errors import BenchmarkError
from tools.bench.face.child import LIMIT_S, FaceChild
from tools.bench.face.props import JAPAN

PRINT_S = 20.0
"""As long as a child may try to read a card, far more than it takes."""


@dataclass(frozen=True, slots=True)
class PrintTime:
    """Milliseconds from the order to the answer, and from the camera's end to it; whether it was read for sure."""

    whole: float
    recognised: float
    sure: bool


class Orders:
    """One child with what stands before its cameras. `view` is width and height of a preview."""

    def __init__(self, child: FaceChild, view: tuple[int, int]) -> None:
        self._child = child
        self._view = view
        self._numbers = count(1)

    def take_photo(self, photo: bytes) -> float:
        """Milliseconds to decode the chip's photo and to embed its face. Raises BenchmarkError."""
        began = self._child.order(TakePhoto(next(self._numbers), bytearray(photo)))
        taken, when = self._child.until(PhotoTaken)
        if taken.finding != "usable":
            raise BenchmarkError(f"the photo of the card is {taken.finding}")
        return (when - began) * 1000

    def come_into_view(self, empty: Footage, person: Footage) -> float:
        """Milliseconds from a person before a running camera to the question to turn: to the decision.

        Raises BenchmarkError.
        """
        look = next(self._numbers)
        self._child.bench.show_film(empty)
        self._child.order(Match(look, *self._view))
        self._child.until(Preview)
        began = shown(self._child.bench, person)
        while True:
            report, when = self._child.next()
            if isinstance(report, Decided) and report.look == look:
                raise BenchmarkError(f"the holder was not asked to turn: {report.verdict}")
            if isinstance(report, Noticed) and report.look == look and report.stage == "turn":
                self.rest()
                return (when - began) * 1000

    def previews_while_looking(self, person: Footage, seconds: float) -> float:
        """Previews a second of somebody who is looked for and never compared. Raises BenchmarkError."""
        self._child.bench.show_film(person)
        self._child.order(Match(next(self._numbers), *self._view))
        _, began = self._child.until(Preview)
        times = [began]
        while times[-1] - began < seconds:
            times.append(self._child.until(Preview)[1])
        self.rest()
        return rate(times)

    def previews_while_turning(self, person: Footage) -> float:
        """Previews a second while each frame is compared too: of somebody who is asked to turn and does not.

        Raises BenchmarkError.
        """
        look = next(self._numbers)
        self._child.bench.show_film(person)
        self._child.order(Match(look, *self._view))
        times: list[float] = []
        turning = False
        while True:
            report, when = self._child.next()
            if isinstance(report, Preview) and turning:
                times.append(when)
            if isinstance(report, Noticed) and report.look == look:
                turning = report.stage == "turn"
            if isinstance(report, Decided) and report.look == look:
                return rate(times)

    def read_print(self, card: Footage) -> PrintTime:
        """One reading of the card in the tray. Raises BenchmarkError."""
        bench = self._child.bench
        bench.show_film(card, "card_camera")
        began = self._child.order(ReadPrint(next(self._numbers), datetime.now(JAPAN).date(), PRINT_S))
        until_camera_is(bench, "card_camera", running=True)
        off = until_camera_is(bench, "card_camera", running=False)
        read, when = self._child.until(PrintRead)
        return PrintTime((when - began) * 1000, (when - off) * 1000, read.digits is not None)

    def rest(self) -> None:
        """Camera off. Raises BenchmarkError."""
        self._child.order(Rest())
        until_camera_is(self._child.bench, "camera", running=False)


def rate(times: Sequence[float]) -> float:
    """How many a second, from when they came. Raises BenchmarkError where fewer than two came. Pure."""
    if len(times) < 2 or times[-1] <= times[0]:
        raise BenchmarkError("fewer than two previews came")
    return (len(times) - 1) / (times[-1] - times[0])


def paced(film: Footage, frames_per_second: float) -> Footage:
    """The same film as a faster or slower camera would give it. Pure."""
    return replace(film, frames_per_second=frames_per_second)


def shown(bench: Bench, film: Footage) -> float:
    """Put a film before the camera; when."""
    bench.show_film(film)
    return time.perf_counter()


def until_camera_is(bench: Bench, camera: CameraRole, *, running: bool) -> float:
    """Wait until a camera is on or off; when it was. Raises BenchmarkError."""
    if not bench.changes.wait_until(lambda: bench.scenes[camera].running is running, LIMIT_S):
        raise BenchmarkError(f"{camera} did not go {'on' if running else 'off'}")
    return time.perf_counter()
