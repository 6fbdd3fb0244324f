"""Films before the two virtual cameras, the order they play in, and all that can be wrong with a camera."""

from pathlib import Path

import pytest

from hal.display import Frame
from hal.errors import DeviceMissing
from hal.settings import CameraSettings, ClockSettings
from hal.virtual.bench import Bench
from hal.virtual.camera import VirtualCamera
from hal.virtual.client import BenchClient
from hal.virtual.clock import VirtualClock
from hal.virtual.footage import BadFootage, Footage, save
from hal.virtual.remote import serve
from hal.virtual.scene import MAX_QUEUED, SLOW_SECONDS
from hal.virtual.tray import BenchError

SECOND = 10.0  # frames a second
LONG = 10.0  # seconds, against hanging


def film(letters: str) -> Footage:
    return Footage(1, 1, SECOND, tuple(letter.encode() * 3 for letter in letters))


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def camera(bench: Bench) -> VirtualCamera:
    made = VirtualCamera(bench, CameraSettings(), VirtualClock(bench, ClockSettings()))
    made.start()
    return made


def letters(bench: Bench, camera: VirtualCamera, count: int, step: float = 1 / SECOND) -> str:
    seen = ""
    for _ in range(count):
        frame = camera.read(LONG)
        assert frame is not None
        seen += frame.pixels[:1].decode()
        bench.advance(step)
    return seen


def test_a_film_plays_again_and_again_by_the_clock(bench: Bench, camera: VirtualCamera) -> None:
    bench.show_film(film("abc"))
    assert letters(bench, camera, 7) == "abcabca"
    assert letters(bench, camera, 3, step=2 / SECOND) == "bac", "whoever looks late misses what was in between"


def test_frames_carry_the_time_of_the_clock_and_count_up(bench: Bench, camera: VirtualCamera) -> None:
    bench.show_film(film("ab"))
    first = camera.read(LONG)
    bench.advance(0.1)
    second = camera.read(LONG)
    assert first is not None
    assert second is not None
    assert (round(second.taken_at - first.taken_at, 6), second.sequence - first.sequence) == (0.1, 1)


def test_a_queued_film_follows_at_the_end_of_the_round(bench: Bench, camera: VirtualCamera) -> None:
    bench.show_film(film("abc"))
    assert letters(bench, camera, 4) == "abca"
    bench.queue_film(film("xy"))
    bench.queue_film(film("z"))
    assert letters(bench, camera, 7) == "bcxyzzz"
    bench.show_film(film("q"))
    assert letters(bench, camera, 2) == "qq"


def test_numbers_count_what_passed_between_two_looks(bench: Bench, camera: VirtualCamera) -> None:
    bench.show_film(film("abcdefgh"))
    seen = []
    for step in (0.1, 0.3, 0.25, 0.05):
        frame = camera.read(LONG)
        assert frame is not None
        seen.append((frame.sequence, frame.pixels[:1].decode(), round(frame.taken_at - 1000.0, 6)))
        bench.advance(step)
    assert seen == [(1, "a", 0.0), (2, "b", 0.1), (5, "e", 0.4), (7, "g", 0.6)]


def test_no_queued_film_is_skipped_by_who_looks_late(bench: Bench, camera: VirtualCamera) -> None:
    bench.show_film(film("abc"))
    for letters_of in ("xy", "z", "pq"):
        bench.queue_film(film(letters_of))
    assert letters(bench, camera, 5, step=1.0) == "axzpp"
    bench.show_film(film("abc"))
    bench.queue_film(film("xyz"))
    assert letters(bench, camera, 1, step=0.45) == "a"
    assert letters(bench, camera, 3) == "xyz", "late, and from its first frame"


def test_a_live_stream_gives_each_picture_once(bench: Bench, camera: VirtualCamera) -> None:
    def push(letter: str) -> None:
        bench.push_camera(Frame(1, 1, letter.encode() * 3))

    push("a")
    assert letters(bench, camera, 1) == "a"
    assert camera.read(0.01) is None, "what is not pushed is not seen again"
    push("b")
    push("c")
    frame = camera.read(LONG)
    assert frame is not None
    assert (frame.sequence, frame.pixels) == (3, b"ccc")
    bench.disturb("black")
    assert camera.read(0.01) is None
    push("d")
    assert letters(bench, camera, 1) == "\0"
    bench.disturb("stalled")
    push("e")
    assert camera.read(0.01) is None
    bench.disturb("slow")
    assert camera.read(0.01) is None
    bench.advance(SLOW_SECONDS)
    assert letters(bench, camera, 1) == "e"
    bench.disturb(None)
    bench.show_film(film("xy"))
    assert letters(bench, camera, 2) == "xy"
    push("f")
    bench.queue_film(film("z"))
    assert letters(bench, camera, 1) == "z", "a stream has no end to wait for"


def test_a_camera_that_starts_does_not_see_what_was_pushed_before(bench: Bench, camera: VirtualCamera) -> None:
    camera.stop()
    bench.push_camera(Frame(1, 1, b"aaa"))
    camera.start()
    assert camera.read(0.01) is None
    with pytest.raises(BadFootage):
        bench.push_camera(Frame(2, 2, b"abc"))


def test_the_last_driver_that_was_started_has_the_camera(bench: Bench, camera: VirtualCamera) -> None:
    bench.show_film(film("ab"))
    second = VirtualCamera(bench, CameraSettings(), VirtualClock(bench, ClockSettings()))
    second.start()
    assert (camera.running, camera.read(0.01)) == (False, None)
    camera.stop()
    assert bench.snapshot().camera_running
    assert letters(bench, second, 1) == "a"


def test_a_queue_before_nothing_plays_at_once_and_has_an_end(bench: Bench, camera: VirtualCamera) -> None:
    bench.queue_film(film("ab"))
    assert letters(bench, camera, 1) == "a"
    for _ in range(MAX_QUEUED):
        bench.queue_film(film("c"))
    with pytest.raises(ValueError, match="waiting"):
        bench.queue_film(film("c"))


def test_a_black_camera_goes_on(bench: Bench, camera: VirtualCamera) -> None:
    bench.show_film(film("ab"))
    bench.disturb("black")
    assert letters(bench, camera, 2) == "\0\0"
    bench.disturb(None)
    assert letters(bench, camera, 2) == "ab"


def test_a_frozen_camera_counts_on_with_the_same_picture(bench: Bench, camera: VirtualCamera) -> None:
    bench.show_film(film("abc"))
    assert letters(bench, camera, 2) == "ab"
    bench.disturb("frozen")
    assert letters(bench, camera, 3) == "bbb"


def test_a_stalled_camera_gives_nothing_until_it_is_well(bench: Bench, camera: VirtualCamera) -> None:
    bench.show_film(film("abc"))
    assert letters(bench, camera, 1) == "a"
    bench.disturb("stalled")
    assert (camera.read(0.01), camera.running) == (None, True)
    bench.disturb(None)
    assert letters(bench, camera, 1) == "b"


def test_a_slow_camera(bench: Bench, camera: VirtualCamera) -> None:
    bench.show_film(film("abc"))
    bench.disturb("slow")
    assert letters(bench, camera, 1, step=SLOW_SECONDS / 2) == "a"
    assert camera.read(0.01) is None
    bench.advance(SLOW_SECONDS / 2)
    assert camera.read(0.01) is not None


def test_a_missing_camera(bench: Bench, camera: VirtualCamera) -> None:
    bench.disturb("missing")
    with pytest.raises(DeviceMissing):
        camera.read(LONG)
    bench.disturb(None)
    bench.show_film(film("a"))
    assert letters(bench, camera, 1) == "a"


def test_two_cameras_see_different_things(bench: Bench, camera: VirtualCamera) -> None:
    second = VirtualCamera(bench, CameraSettings(), VirtualClock(bench, ClockSettings()), "card_camera")
    bench.show_film(film("a"))
    bench.show_film(film("z"), "card_camera")
    assert second.read(0.01) is None, "it was not started"
    second.start()
    assert letters(bench, camera, 1) + letters(bench, second, 1) == "az"
    bench.disturb("missing", "card_camera")
    with pytest.raises(DeviceMissing, match="card_camera"):
        second.read(LONG)
    assert letters(bench, camera, 1) == "a"
    camera.stop()
    snapshot = bench.snapshot()
    assert (snapshot.camera_running, snapshot.card_camera_running) == (False, True)


def test_all_of_it_from_another_process(bench: Bench, camera: VirtualCamera, tmp_path: Path) -> None:
    save(tmp_path / "ab.film", film("ab"))
    save(tmp_path / "z.film", film("z"))
    (tmp_path / "bad.film").write_bytes(b"no film")
    server = serve(bench, tmp_path / "bench")
    with BenchClient(tmp_path / "bench") as client:
        assert client.seen() is None
        client.show_film(tmp_path / "ab.film")
        client.queue_film(tmp_path / "z.film")
        client.show_camera(Frame(1, 1, b"ccc"), "card_camera")
        assert client.seen("card_camera") == Frame(1, 1, b"ccc")
        assert letters(bench, camera, 2) == "ab"
        assert client.seen() == Frame(1, 1, b"bbb"), "what it took last"
        assert letters(bench, camera, 1) == "z"
        client.disturb("black")
        assert letters(bench, camera, 1) == "\0"
        with pytest.raises(BenchError, match="no film"):
            client.show_film(tmp_path / "bad.film")
        with pytest.raises(BenchError, match="bytes"):
            client.show_camera(Frame(2, 2, b"ccc"))
    server.close()


def test_a_picture_of_the_wrong_size_is_refused(bench: Bench) -> None:
    with pytest.raises(BadFootage):
        bench.show_camera(Frame(2, 2, b"abc"))
