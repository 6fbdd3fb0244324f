from pathlib import Path

import pytest
from PIL import Image

from hal.errors import DeviceMissing
from hal.real.camera_recording import RecordingCamera
from hal.settings import CameraSettings, ClockSettings
from hal.virtual.bench import Bench
from hal.virtual.clock import VirtualClock

LONG = 10.0  # seconds, against hanging
GREYS = (10, 20, 30)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def camera(bench: Bench, place: Path) -> RecordingCamera:
    settings = CameraSettings(driver="recording", device=str(place), frames_per_second=10)
    return RecordingCamera(settings, VirtualClock(bench, ClockSettings()))


def test_pictures_come_by_name_by_the_clock_and_again(bench: Bench, tmp_path: Path) -> None:
    for grey in GREYS:
        Image.new("RGB", (4, 4), (grey,) * 3).save(tmp_path / f"{grey}.png")
    (tmp_path / "notes.txt").write_text("no picture")
    recording = camera(bench, tmp_path)
    recording.start()
    seen = []
    for _ in range(4):
        frame = recording.read(LONG)
        assert frame is not None
        seen.append((frame.pixels[0], round(frame.taken_at - 1000.0, 3)))
        assert recording.read(0.03) is None, "the clock stands still"
        bench.advance(0.1)
    recording.close()
    assert seen == [(10, 0.0), (20, 0.1), (30, 0.2), (10, 0.3)]


@pytest.mark.parametrize("content", [None, b"", b"no picture"])
def test_what_cannot_be_played(bench: Bench, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "1.png").write_bytes(content)
    recording = camera(bench, tmp_path)
    if content is None:
        with pytest.raises(DeviceMissing, match="holds no picture"):
            recording.start()
    else:
        recording.start()
        with pytest.raises(DeviceMissing, match="no picture that can be read"):
            recording.read(LONG)
    recording.close()
