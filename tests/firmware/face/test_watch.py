"""Cameras that fail, watched by a clock that the test moves."""

import random

import pytest

from firmware.face.watch import BLACK_MEAN, CameraFault, Glance, Watch, glance
from hal.camera import CameraFrame
from hal.settings import CameraSettings, ClockSettings
from hal.virtual.bench import Bench
from hal.virtual.camera import VirtualCamera
from hal.virtual.clock import VirtualClock
from hal.virtual.footage import Footage
from hal.virtual.scene import CameraTrouble

SEED = 20261122
STEP = 0.05  # seconds between two looks
WITHIN = 2.0  # seconds a fault may stay unseen


def noisy(rate: float = 10.0) -> Footage:
    chance = random.Random(SEED)
    return Footage(8, 6, rate, tuple(chance.randbytes(8 * 6 * 3) for _ in range(12)))


class Site:
    def __init__(self, rate: float = 10.0) -> None:
        self.bench = Bench()
        self.bench.show_film(noisy(rate))
        self.camera = VirtualCamera(self.bench, CameraSettings(), VirtualClock(self.bench, ClockSettings()))
        self.camera.start()
        self.watch = Watch(self.now)

    @property
    def now(self) -> float:
        return self.bench.time.monotonic

    def look(self, seconds: float) -> list[tuple[float, CameraFault | None]]:
        """What the watch says in the course of these seconds."""
        begin, said = self.now, []
        while self.now - begin < seconds:
            frame = self.camera.read(0.0)
            if frame is not None:
                self.watch = self.watch.saw(glance(frame))
            said.append((self.now - begin, self.watch.fault(self.now)))
            self.bench.advance(STEP)
        return said


@pytest.mark.parametrize("rate", [8.0, 10.0, 15.0, 30.0])
def test_a_camera_that_is_well_is_never_blamed(rate: float) -> None:
    assert {fault for _, fault in Site(rate).look(8.0)} == {None}


@pytest.mark.parametrize("trouble", ["stalled", "black", "frozen", "slow"])
@pytest.mark.parametrize("healthy", [0.0, 4.0])
def test_each_fault_is_found_in_time_and_is_over_when_it_is_mended(trouble: CameraTrouble, healthy: float) -> None:
    site = Site()
    site.look(healthy)
    site.bench.disturb(trouble)
    said = site.look(WITHIN + STEP)
    assert said[-1][1] == CameraFault(trouble)
    assert {fault for _, fault in said} <= {None, CameraFault(trouble)}
    site.bench.disturb(None)
    assert site.look(4.0)[-1][1] is None


def test_nothing_before_the_camera_of_a_bench_is_a_stall() -> None:
    site = Site()
    site.bench.show_camera(None)
    assert site.look(WITHIN)[-1][1] is CameraFault.STALLED


def test_who_looks_seldom_does_not_make_a_camera_slow() -> None:
    watch = Watch(0.0)
    for number in range(6):
        watch = watch.saw(Glance(number * 0.7, number * 10, 100.0, number))
    assert watch.fault(3.6) is None


def test_who_reads_a_film_seldom_does_not_make_its_camera_slow() -> None:
    site = Site(rate=10.0)
    for _ in range(8):
        frame = site.camera.read(0.0)
        assert frame is not None
        site.watch = site.watch.saw(glance(frame))
        assert site.watch.fault(site.now) is None
        site.bench.advance(0.7)


def test_a_dark_room_is_not_black() -> None:
    watch = Watch(0.0)
    for number in range(40):
        watch = watch.saw(Glance(number * 0.1, number, BLACK_MEAN + 1, number))
    assert watch.fault(3.9) is None


def test_a_watch_keeps_little() -> None:
    watch = Watch(0.0)
    for number in range(5000):
        watch = watch.saw(Glance(number * 0.0001, number, 100.0, number))
    assert len(watch.glances) <= 2048
    for number in range(5000, 5100):
        watch = watch.saw(Glance(number * 0.1, number, 100.0, number))
    assert len(watch.glances) < 20, "what is older than the window is forgotten"


@pytest.mark.parametrize("rate", [15.0, 90.0, 240.0, 900.0])
def test_a_fault_is_found_at_any_rate(rate: float) -> None:
    watch = Watch(0.0)
    for number in range(int(WITHIN * rate)):
        watch = watch.saw(Glance(number / rate, number, 100.0, 7))
    assert watch.fault(WITHIN) is CameraFault.FROZEN


def test_the_figures_of_a_frame() -> None:
    half = CameraFrame(640, 480, bytes(640 * 240 * 3) + b"\xc8" * (640 * 240 * 3), 5.0, 7)
    seen = glance(half)
    assert (seen.taken_at, seen.sequence) == (5.0, 7)
    assert abs(seen.mean - 100) < 2
    changed = bytearray(half.pixels)
    changed[1] ^= 1
    assert glance(CameraFrame(640, 480, bytes(changed), 5.0, 7)).checksum != seen.checksum
    assert glance(CameraFrame(0, 0, b"", 5.0, 7)).mean == 0.0
