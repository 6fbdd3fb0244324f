"""Reading a card through the virtual card camera: in time, once, and never through a camera that is unwell."""

import shutil
from collections.abc import Iterator
from datetime import datetime

import numpy as np
import pytest

from firmware.face.printed.number import Doubt, Reading, Unsure
from firmware.face.printed.watching import read_printed
from firmware.face.watch import CameraFault
from hal.display import Frame
from hal.errors import DeviceMissing
from hal.settings import CameraSettings, ClockSettings
from hal.virtual.bench import Bench
from hal.virtual.camera import VirtualCamera
from hal.virtual.clock import VirtualClock
from hal.virtual.footage import Footage
from hal.virtual.scene import CameraTrouble
from tests.support.card_faces import TODAY, Counter, true_number
from tools.issue.card_faces.camera import film
from tools.issue.card_faces.invent import invented

pytestmark = pytest.mark.skipif(shutil.which("tesseract") is None, reason="needs Tesseract (config/apt.txt)")

RATE = 15.0
PLAIN = 3_000_000
PATIENCE = 4.0


class TickingClock:
    """The bench's time, which goes on by one frame whenever somebody asks."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.asked = 0

    def monotonic(self) -> float:
        self.asked += 1
        self._bench.advance(1 / RATE)
        return self._bench.time.monotonic

    def now(self) -> datetime:
        return self._bench.time.now

    def sure(self) -> bool:
        return True


@pytest.fixture(scope="module")
def counter() -> Counter:
    return Counter()


@pytest.fixture(scope="module")
def card(counter: Counter) -> Footage:
    pictures = film(counter.face(invented(PLAIN, TODAY)), PLAIN, counter.ranges)
    return Footage(1280, 960, RATE, tuple(picture.tobytes() for picture in pictures))


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def camera(bench: Bench) -> Iterator[VirtualCamera]:
    clock = VirtualClock(bench, ClockSettings())
    camera = VirtualCamera(bench, CameraSettings(), clock, "card_camera")
    yield camera
    camera.close()


def read(bench: Bench, camera: VirtualCamera, counter: Counter) -> Reading | Unsure | CameraFault:
    outcome = read_printed(camera, counter.reader, TODAY, TickingClock(bench), PATIENCE)
    assert not camera.running
    return outcome


def tray(level: int) -> Frame:
    return Frame(1280, 960, bytes([level]) * (1280 * 960 * 3))


def test_a_card_is_read(bench: Bench, camera: VirtualCamera, counter: Counter, card: Footage) -> None:
    bench.show_film(card, "card_camera")
    outcome = read(bench, camera, counter)
    assert isinstance(outcome, Reading)
    assert outcome.number.reveal() == true_number(invented(PLAIN, TODAY)).encode()
    assert outcome.frames <= len(card.frames)


def test_a_card_that_is_laid_down_late_is_read(
    bench: Bench, camera: VirtualCamera, counter: Counter, card: Footage
) -> None:
    dice = np.random.default_rng(3)
    empty = tuple(dice.normal(50, 6, (960, 1280, 3)).clip(0, 255).astype(np.uint8).tobytes() for _ in range(6))
    bench.show_film(Footage(1280, 960, RATE, empty), "card_camera")
    bench.queue_film(card, "card_camera")
    outcome = read(bench, camera, counter)
    assert isinstance(outcome, Reading)
    assert outcome.frames > len(empty)


def test_an_empty_tray_ends_with_the_time(bench: Bench, camera: VirtualCamera, counter: Counter) -> None:
    dice = np.random.default_rng(4)
    frames = tuple(dice.normal(50, 6, (960, 1280, 3)).clip(0, 255).astype(np.uint8).tobytes() for _ in range(6))
    bench.show_film(Footage(1280, 960, RATE, frames), "card_camera")
    begun = bench.time.monotonic
    outcome = read(bench, camera, counter)
    assert isinstance(outcome, Unsure)
    assert outcome.doubt is Doubt.NO_CARD
    assert PATIENCE <= bench.time.monotonic - begun < PATIENCE + 1


@pytest.mark.parametrize(
    ("trouble", "fault"),
    [("black", CameraFault.BLACK), ("frozen", CameraFault.FROZEN), ("stalled", CameraFault.STALLED)],
)
def test_a_camera_that_is_unwell_is_named(
    bench: Bench, camera: VirtualCamera, counter: Counter, trouble: CameraTrouble, fault: CameraFault
) -> None:
    bench.show_camera(tray(50), "card_camera")
    bench.disturb(trouble, "card_camera")
    assert read(bench, camera, counter) is fault


def test_nothing_before_the_camera_is_a_stall(bench: Bench, camera: VirtualCamera, counter: Counter) -> None:
    bench.show_camera(None, "card_camera")
    assert read(bench, camera, counter) is CameraFault.STALLED


def test_a_camera_that_is_missing_is_an_error(bench: Bench, camera: VirtualCamera, counter: Counter) -> None:
    bench.disturb("missing", "card_camera")
    with pytest.raises(DeviceMissing):
        read(bench, camera, counter)
    assert not camera.running
