"""A camera through the socket of a bench: what it does when either end goes away, and whose time its frames carry."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hal.display import Frame
from hal.errors import DeviceMissing
from hal.settings import ClockSettings
from hal.virtual import lent, wire
from hal.virtual.bench import Bench
from hal.virtual.client import BenchClient
from hal.virtual.clock import VirtualClock
from hal.virtual.footage import Footage
from hal.virtual.remote import BenchServer, serve
from hal.virtual.remote_camera import RemoteCamera
from hal.virtual.tray import BenchError

LONG = 10.0  # seconds, against hanging
FILM = Footage(1, 1, 10.0, (b"aaa", b"bbb", b"ccc", b"ddd"))


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def server(bench: Bench, tmp_path: Path) -> Iterator[BenchServer]:
    made = serve(bench, tmp_path / "bench")
    yield made
    made.close()


@pytest.fixture
def own() -> VirtualClock:
    """The clock of the process that looks; the bench has another one."""
    apart = Bench()
    apart.advance(500.0)
    return VirtualClock(apart, ClockSettings())


@pytest.fixture
def camera(server: BenchServer, own: VirtualClock, tmp_path: Path) -> Iterator[RemoteCamera]:
    made = RemoteCamera(tmp_path / "bench", own)
    yield made
    made.close()


def until_it_is_off(bench: Bench) -> None:
    assert bench.changes.wait_until(lambda: not bench.scene.running, LONG)


def test_it_runs_exactly_while_it_is_used(bench: Bench, camera: RemoteCamera) -> None:
    assert not bench.snapshot().camera_running
    camera.start()
    assert (bench.snapshot().camera_running, bench.snapshot().card_camera_running) == (True, False)
    camera.stop()
    assert not bench.snapshot().camera_running


def test_films_play_by_the_benchs_clock_and_frames_carry_the_own_time(
    bench: Bench, camera: RemoteCamera, own: VirtualClock
) -> None:
    bench.show_film(FILM)
    camera.start()
    assert camera.read(LONG) is not None
    bench.advance(0.25)
    frame = camera.read(LONG)
    assert frame is not None
    assert (frame.pixels, frame.sequence) == (b"ccc", 3)
    assert own.monotonic() - frame.taken_at == pytest.approx(0.05), "it was due that long ago"


def test_a_read_waits_for_what_it_was_given_and_no_longer(bench: Bench, camera: RemoteCamera, mocker) -> None:
    mocker.patch("hal.virtual.remote_camera.LONGEST_READ", 0.01)
    asked = mocker.spy(BenchClient, "read_camera")
    camera.start()
    assert camera.read(0.045) is None
    assert asked.call_count == 5
    bench.push_camera(Frame(1, 1, b"aaa"))
    assert camera.read(LONG) is not None


def test_a_client_cannot_hold_the_server_for_long(bench: Bench, server: BenchServer, tmp_path: Path, mocker) -> None:
    mocker.patch.object(lent, "LONGEST_READ", 0.01)
    with BenchClient(tmp_path / "bench") as client:
        client.run_camera(running=True)
        assert client.read_camera(1e9) is None


def test_a_pushed_picture_is_a_new_frame_each_time(bench: Bench, camera: RemoteCamera, tmp_path: Path) -> None:
    camera.start()
    with BenchClient(tmp_path / "bench") as panel:
        seen = []
        for _ in range(3):
            panel.push_camera(Frame(1, 1, b"aaa"))
            frame = camera.read(LONG)
            assert frame is not None
            seen.append(frame.sequence)
        assert seen == [1, 2, 3]
        assert camera.read(0.01) is None
        with pytest.raises(BenchError, match="bytes"):
            panel.push_camera(Frame(2, 2, b"aaa"))


def test_a_broken_camera_and_a_mended_one(bench: Bench, camera: RemoteCamera) -> None:
    bench.fail("camera")
    with pytest.raises(DeviceMissing, match="made it fail"):
        camera.start()
    assert not camera.running
    bench.mend("camera")
    bench.show_film(FILM)
    camera.start()
    assert camera.read(LONG) is not None
    bench.disturb("missing")
    with pytest.raises(DeviceMissing):
        camera.read(LONG)
    bench.disturb(None)
    assert camera.read(LONG) is not None


def test_a_bench_that_goes_away(bench: Bench, camera: RemoteCamera, server: BenchServer) -> None:
    camera.start()
    server.close()
    for _ in range(2):
        with pytest.raises(DeviceMissing, match="does not answer"):
            camera.read(LONG)
    camera.stop()
    with pytest.raises(DeviceMissing, match="does not answer"):
        camera.start()
    assert not camera.running


def test_closing_the_bench_frees_who_waits_for_a_frame(bench: Bench, camera: RemoteCamera, server: BenchServer) -> None:
    camera.start()
    closing = threading.Timer(0.05, server.close)
    closing.start()
    try:
        with pytest.raises(DeviceMissing, match="does not answer"):
            camera.read(LONG)
    finally:
        closing.cancel()
        closing.join()
    until_it_is_off(bench)


@pytest.mark.process
def test_a_killed_process_leaves_no_camera_on(bench: Bench, server: BenchServer, tmp_path: Path) -> None:
    program = (
        "from pathlib import Path\n"
        "from hal.real.clock import SystemClock; from hal.settings import ClockSettings\n"
        "from hal.virtual.remote_camera import RemoteCamera\n"
        f"camera = RemoteCamera(Path({str(tmp_path / 'bench')!r}), SystemClock(ClockSettings()))\n"
        "camera.start(); camera.read(3600.0)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program]) as child:
        assert bench.changes.wait_until(lambda: bench.scene.running, LONG)
        child.kill()
    until_it_is_off(bench)


def test_the_next_process_has_the_camera_of_a_dead_one(
    bench: Bench, server: BenchServer, own: VirtualClock, tmp_path: Path
) -> None:
    bench.show_film(FILM)
    first, second = (RemoteCamera(tmp_path / "bench", own) for _ in range(2))
    first.start()
    second.start()
    assert second.read(LONG) is not None
    assert first.read(0.0) is None
    first.close()
    assert bench.snapshot().camera_running
    second.close()
    assert not bench.snapshot().camera_running


def test_no_picture_is_in_a_repr() -> None:
    pixels = b"abc" * 4
    assert repr(wire.Taken(2, 2, pixels, 0.1, 7)) == "Taken(2x2 #7)"
    assert repr(wire.ShowCamera(2, 2, pixels)) == "ShowCamera(2x2)"
    assert repr(wire.PushCamera(2, 2, pixels)) == "PushCamera(2x2)"
