"""Cameras that are not well: found within two seconds of the frames' clock, and off afterwards."""

from collections.abc import Iterator

import pytest

from firmware.face.child.looking import CameraUnwell, frames
from hal.build import build_camera
from hal.camera import Camera, CameraRole
from hal.display import Frame
from hal.errors import DeviceBusy, SettingsError
from hal.settings import CameraSettings, ClockSettings, HardwareSettings
from hal.virtual.bench import Bench
from hal.virtual.camera import VirtualCamera
from hal.virtual.clock import VirtualClock
from hal.virtual.footage import Footage

LONGEST = 2.0
RATE = 10.0
TICK = 0.1


def noise(number: int) -> bytes:
    return bytes((number * 37 + place * 11) % 251 + 4 for place in range(16 * 16 * 3))


FILM = Footage(16, 16, RATE, tuple(noise(number) for number in range(20)))


@pytest.fixture
def bench() -> Bench:
    made = Bench()
    made.show_film(FILM)
    return made


def looked(bench: Bench, role: CameraRole = "camera") -> Iterator[object]:
    """Frames, with the bench's clock moved by a tenth of a second before each."""
    clock = VirtualClock(bench, ClockSettings())

    def opened(which: CameraRole) -> Camera:
        return VirtualCamera(bench, CameraSettings(), clock, which)

    for frame in frames(role, opened, clock):
        yield frame
        bench.advance(TICK)


@pytest.mark.parametrize("trouble", ["black", "frozen", "slow", "stalled"])
@pytest.mark.parametrize("good", [0, 20])
def test_a_fault_is_found_in_time(bench: Bench, trouble, good: int) -> None:
    coming = looked(bench)
    for _ in range(good):
        next(coming)
    bench.disturb(trouble)
    began = bench.time.monotonic
    with pytest.raises(CameraUnwell) as unwell:
        list(coming)
    assert bench.time.monotonic - began <= LONGEST
    assert (unwell.value.camera, unwell.value.fault) == ("camera", trouble)
    assert not bench.scene.running


def test_nothing_before_the_camera_is_a_stall(bench: Bench) -> None:
    bench.show_camera(None)
    with pytest.raises(CameraUnwell, match="stalled"):
        list(looked(bench))


def test_a_camera_that_is_away_or_goes_away_is_missing(bench: Bench) -> None:
    for good in (0, 3):
        bench.disturb(None)
        coming = looked(bench)
        for _ in range(good):
            next(coming)
        bench.disturb("missing")
        with pytest.raises(CameraUnwell, match="camera is missing"):
            list(coming)
        assert not bench.scene.running


def test_a_camera_runs_while_frames_are_taken_and_not_longer(bench: Bench) -> None:
    coming = looked(bench)
    assert not bench.scene.running
    assert next(coming) is not None
    assert bench.scene.running
    coming.close()
    assert not bench.scene.running


def test_a_well_camera_is_never_called_unwell(bench: Bench) -> None:
    bench.show_camera(Frame(16, 16, noise(1)))
    bench.show_film(FILM)
    coming = looked(bench)
    assert all(next(coming) is not None for _ in range(600))
    coming.close()


def test_one_that_another_program_has_is_busy(bench: Bench) -> None:
    def busy(_: CameraRole) -> Camera:
        raise DeviceBusy("camera")

    with pytest.raises(CameraUnwell, match="busy"):
        next(frames("camera", busy, VirtualClock(bench, ClockSettings())))


def test_one_that_is_not_configured_is_missing(bench: Bench) -> None:
    clock = VirtualClock(bench, ClockSettings())
    settings = HardwareSettings()
    with pytest.raises(SettingsError):
        build_camera(settings, "card_camera", clock)
    with pytest.raises(CameraUnwell, match="card_camera is missing"):
        next(frames("card_camera", lambda role: build_camera(settings, role, clock), clock))
