"""The contract of a camera, on every driver alike. A picture of the rigs is red on the left and blue on the right."""

import importlib.util
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hal.camera import Camera, CameraFrame
from hal.display import Frame
from hal.errors import DeviceMissing
from hal.real.clock import SystemClock
from hal.settings import CameraSettings, ClockSettings
from hal.virtual.bench import Bench
from hal.virtual.camera import VirtualCamera
from hal.virtual.remote import serve
from hal.virtual.remote_camera import RemoteCamera

LONG = 10.0  # seconds, against hanging
WIDTH, HEIGHT = 64, 48
ROW = b"\xff\0\0" * (WIDTH // 2) + b"\0\0\xff" * (WIDTH // 2)


@dataclass
class CameraRig:
    camera: Camera
    missing: Callable[[], Camera]
    picture_known: bool = True
    end: Callable[[], None] = lambda: None


def virtual(_: Path) -> CameraRig:
    bench, gone = Bench(), Bench()
    bench.show_camera(Frame(WIDTH, HEIGHT, ROW * HEIGHT))
    gone.fail("camera")
    clock = SystemClock(ClockSettings())
    return CameraRig(
        VirtualCamera(bench, CameraSettings(), clock), lambda: VirtualCamera(gone, CameraSettings(), clock)
    )


def remote(place: Path) -> CameraRig:
    bench, clock = Bench(), SystemClock(ClockSettings())
    bench.show_camera(Frame(WIDTH, HEIGHT, ROW * HEIGHT))
    server = serve(bench, place / "bench", clock)

    def missing() -> Camera:
        bench.fail("card_camera")
        return RemoteCamera(place / "bench", clock, "card_camera")

    return CameraRig(RemoteCamera(place / "bench", clock), missing, end=server.close)


def need_opencv() -> None:
    if importlib.util.find_spec("cv2") is None:
        pytest.skip("OpenCV is not installed: pip install 'uketsuke[face]'")


def recording(place: Path) -> CameraRig:
    need_opencv()
    from PIL import Image

    for number in range(3):
        Image.frombytes("RGB", (WIDTH, HEIGHT), ROW * HEIGHT).save(place / f"{number}.png")
    return replayed(place, place / "none")


def film(place: Path) -> CameraRig:
    need_opencv()
    import cv2
    import numpy as np

    picture = np.frombuffer(ROW * HEIGHT, np.uint8).reshape(HEIGHT, WIDTH, 3)[:, :, ::-1]
    writer = cv2.VideoWriter(str(place / "film.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 15, (WIDTH, HEIGHT))
    for _ in range(3):
        writer.write(picture)
    writer.release()
    (place / "broken.avi").write_bytes(b"no film")
    return replayed(place / "film.avi", place / "broken.avi")


def replayed(path: Path, none: Path) -> CameraRig:
    from hal.real.camera_recording import RecordingCamera

    clock = SystemClock(ClockSettings())

    def replay(what: Path) -> RecordingCamera:
        return RecordingCamera(CameraSettings(driver="recording", device=str(what), frames_per_second=60), clock)

    return CameraRig(replay(path), lambda: replay(none))


def usb(place: Path) -> CameraRig:
    if not list(Path("/dev").glob("video*")):
        pytest.skip("no camera is plugged in: there is no /dev/video*")
    need_opencv()
    from hal.real.camera_opencv import OpencvCamera

    clock = SystemClock(ClockSettings())
    none = CameraSettings(driver="opencv", device=str(place / "none"))
    return CameraRig(
        OpencvCamera(CameraSettings(driver="opencv"), clock), lambda: OpencvCamera(none, clock), picture_known=False
    )


@pytest.fixture(params=[virtual, remote, recording, film, usb], ids=lambda make: make.__name__)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CameraRig]:
    made = request.param(tmp_path)
    yield made
    made.camera.close()
    made.end()


def frame(camera: Camera) -> CameraFrame:
    seen = camera.read(LONG)
    assert seen is not None
    return seen


def test_it_is_off_until_it_is_started_and_after_it_was_stopped(rig: CameraRig) -> None:
    camera = rig.camera
    assert (camera.running, camera.read(0.01)) == (False, None)
    camera.start()
    camera.start()
    assert camera.running
    frame(camera)
    camera.stop()
    camera.stop()
    assert (camera.running, camera.read(0.05)) == (False, None)


def test_frames_are_rgb_with_rising_numbers_and_times(rig: CameraRig) -> None:
    before = time.monotonic()
    rig.camera.start()
    first, second, third = (frame(rig.camera) for _ in range(3))
    assert before <= first.taken_at <= second.taken_at <= third.taken_at <= time.monotonic()
    assert first.sequence < second.sequence < third.sequence
    assert len(first.pixels) == first.width * first.height * 3
    if rig.picture_known:
        assert (first.width, first.height) == (WIDTH, HEIGHT)
        left, right = first.pixels[12:15], first.pixels[-15:-12]
        assert left[0] > 200 > left[2]
        assert right[2] > 200 > right[0]


def test_it_starts_again_and_its_numbers_go_on(rig: CameraRig) -> None:
    rig.camera.start()
    last = frame(rig.camera).sequence
    rig.camera.stop()
    rig.camera.start()
    assert frame(rig.camera).sequence > last


def test_it_is_closed_twice(rig: CameraRig) -> None:
    rig.camera.start()
    rig.camera.close()
    rig.camera.close()
    assert not rig.camera.running


def test_a_camera_that_is_not_there(rig: CameraRig) -> None:
    camera = rig.missing()
    with pytest.raises(DeviceMissing):
        camera.start()
    assert not camera.running


def test_a_frame_shows_nobody_in_its_repr(rig: CameraRig) -> None:
    rig.camera.start()
    seen = frame(rig.camera)
    assert repr(seen) == f"CameraFrame({seen.width}x{seen.height} #{seen.sequence})"
