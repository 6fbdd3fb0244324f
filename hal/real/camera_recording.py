"""A recording in place of a camera: a directory of pictures or a film file that OpenCV reads, over and over."""

import threading
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import cv2

from hal.clock import Clock
from hal.errors import DeviceMissing
from hal.real.camera_reader import CameraReader, RawPicture
from hal.settings import CameraSettings

PICTURES = (".png", ".jpg", ".jpeg", ".bmp")
MAX_SIDE = 4096  # pixels; larger is no picture of a camera
_LOOK = 0.005  # seconds between looks at the clock while a frame is not due yet


class RecordingCamera(CameraReader):
    """The port `hal.camera.Camera` on files. The clock paces it; the pictures keep the order of their names."""

    def __init__(self, settings: CameraSettings, clock: Clock, name: str = "camera") -> None:
        super().__init__(lambda: _Replay(settings, clock, name), clock)


class _Replay:
    def __init__(self, settings: CameraSettings, clock: Clock, name: str) -> None:
        self._name = name
        self._clock = clock
        self._interval = 1 / settings.frames_per_second
        self._due = clock.monotonic()
        path = Path(settings.device)
        if not settings.device or not path.exists():
            raise DeviceMissing(name, f"there is no recording {settings.device!r}")
        self._video: cv2.VideoCapture | None = None
        self._pictures: Iterator[Path] | None = None
        if path.is_dir():
            self._pictures = cycle(_pictures(path, name))
        else:
            self._video = _film(path, name)

    def grab(self, stopping: threading.Event) -> RawPicture | None:
        """The next picture when it is due. Raises DeviceMissing for one that cannot be read."""
        if self._clock.monotonic() < self._due:
            stopping.wait(_LOOK)
            return None
        self._due = max(self._due + self._interval, self._clock.monotonic())
        picture = self._next_of_film() if self._pictures is None else _read(next(self._pictures), self._name)
        rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
        return RawPicture(rgb.shape[1], rgb.shape[0], rgb.tobytes())

    def _next_of_film(self) -> cv2.typing.MatLike:
        if self._video is not None:
            for _ in range(2):
                good, picture = self._video.read()
                if good:
                    return picture
                self._video.set(cv2.CAP_PROP_POS_FRAMES, 0)
        raise DeviceMissing(self._name, "its recording has no picture that can be read")

    def release(self) -> None:
        """Let the files go."""
        if self._video is not None:
            self._video.release()


def _pictures(directory: Path, name: str) -> list[Path]:
    found = sorted(path for path in directory.iterdir() if path.suffix.lower() in PICTURES)
    if not found:
        raise DeviceMissing(name, f"{directory} holds no picture ({', '.join(PICTURES)})")
    return found


def _film(path: Path, name: str) -> cv2.VideoCapture:
    video = cv2.VideoCapture(str(path))
    if not video.isOpened():
        video.release()
        raise DeviceMissing(name, f"{path} is no film that can be read")
    return video


def _read(path: Path, name: str) -> cv2.typing.MatLike:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None or max(picture.shape[:2]) > MAX_SIDE:
        raise DeviceMissing(name, f"{path} is no picture that can be read")
    return picture
