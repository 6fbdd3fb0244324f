"""The thread behind every real camera, on a source that the test feeds."""

import queue
import threading

import pytest

from hal.errors import DeviceMissing
from hal.real.camera_reader import CameraReader, RawPicture
from hal.settings import ClockSettings
from hal.virtual.bench import Bench
from hal.virtual.clock import VirtualClock

LONG = 10.0  # seconds, against hanging


class Fed:
    """Gives what the test puts in; an error is raised."""

    def __init__(self) -> None:
        self.pictures: queue.Queue[RawPicture | DeviceMissing | None] = queue.Queue()
        self.taken = threading.Semaphore(0)
        self.released = threading.Event()

    def grab(self, stopping: threading.Event) -> RawPicture | None:
        self.taken.release()
        while not stopping.is_set():
            try:
                given = self.pictures.get(timeout=0.01)
            except queue.Empty:
                continue
            if isinstance(given, DeviceMissing):
                raise given
            return given
        return None

    def release(self) -> None:
        self.released.set()

    def give(self, *letters: str) -> None:
        """Returns once the last one was taken and the next is asked for."""
        for letter in letters:
            self.pictures.put(RawPicture(1, 1, letter.encode() * 3))
            assert self.taken.acquire(timeout=LONG)


@pytest.fixture
def source() -> Fed:
    return Fed()


@pytest.fixture
def camera(source: Fed):
    made = CameraReader(lambda: source, VirtualClock(Bench(), ClockSettings()))
    made.start()
    assert source.taken.acquire(timeout=LONG)
    yield made
    made.close()


def test_the_newest_frame_wins(source: Fed, camera: CameraReader) -> None:
    source.give("a", "b", "c")
    seen = camera.read(LONG)
    assert seen is not None
    assert (seen.pixels, seen.sequence, seen.taken_at) == (b"ccc", 3, 1000.0)
    assert camera.read(0.01) is None, "it was read already"


def test_a_read_that_waits_is_woken_by_a_frame_and_by_the_end(source: Fed, camera: CameraReader) -> None:
    threading.Timer(0.02, source.give, ("a",)).start()
    assert camera.read(LONG) is not None
    threading.Timer(0.02, camera.stop).start()
    assert camera.read(LONG) is None


def test_stopping_lets_the_device_go_and_forgets_the_frame(source: Fed, camera: CameraReader) -> None:
    source.give("a")
    camera.stop()
    assert source.released.is_set()
    assert (camera.running, camera.read(0.01)) == (False, None)
    assert not [thread for thread in threading.enumerate() if thread.name == "camera"]


def test_a_camera_that_is_pulled_out_says_so_until_it_is_started_again(source: Fed, camera: CameraReader) -> None:
    source.pictures.put(DeviceMissing("camera", "pulled out"))
    for _ in range(2):
        with pytest.raises(DeviceMissing, match="pulled out"):
            camera.read(LONG)
    assert source.released.is_set()
    camera.stop()
    camera.start()
    source.give("b")
    assert camera.read(LONG) is not None


def test_a_failed_grab_is_no_frame(source: Fed, camera: CameraReader) -> None:
    source.pictures.put(None)
    source.give("a")
    seen = camera.read(LONG)
    assert seen is not None
    assert seen.sequence == 1


def test_a_device_that_hangs_holds_nobody_up(mocker) -> None:
    mocker.patch("hal.real.camera_reader.JOIN_SECONDS", 0.01)
    gone_on = threading.Event()

    class Hanging(Fed):
        def grab(self, stopping: threading.Event) -> RawPicture | None:
            self.taken.release()
            assert gone_on.wait(LONG)
            raise DeviceMissing("camera", "pulled out")

    hanging, fed = Hanging(), Fed()
    sources = iter((hanging, fed))
    camera = CameraReader(lambda: next(sources), VirtualClock(Bench(), ClockSettings()))
    camera.start()
    assert hanging.taken.acquire(timeout=LONG)
    assert camera.read(0.01) is None
    camera.close()
    assert not camera.running
    camera.start()
    fed.give("a")
    gone_on.set()
    assert hanging.released.wait(LONG)
    assert camera.read(LONG) is not None, "what became of the one before is not this one's trouble"
    camera.close()


def test_a_picture_shows_nobody_in_its_repr() -> None:
    assert repr(RawPicture(1, 1, b"abc")) == "RawPicture(1x1)"
