"""A USB camera (UVC) through OpenCV. Cameras on the ribbon cable give nothing here: they need libcamera."""

import errno
import os
import threading
from pathlib import Path

import cv2

from hal.clock import Clock
from hal.errors import DeviceBusy, DeviceMissing
from hal.real.camera_reader import CameraReader, RawPicture
from hal.settings import CameraSettings

DEVICES = Path("/dev")
MISSED_FRAMES = 30  # two seconds of failed reads at 15 frames a second: the camera was pulled out
_PAUSE = 0.05  # seconds after a failed read, which may come back at once
_SELECT_TIMEOUT = "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT"
_SELECT_SECONDS = "1"  # below what a stop waits for; by itself OpenCV waits for 10


class OpencvCamera(CameraReader):
    """The port `hal.camera.Camera` on a camera that Linux shows as a /dev/video device."""

    def __init__(self, settings: CameraSettings, clock: Clock, name: str = "camera") -> None:
        super().__init__(lambda: _Capture(settings, name), clock)


class _Capture:
    def __init__(self, settings: CameraSettings, name: str) -> None:
        self._name = f"{name} {settings.device}".strip()
        device = find_device(settings.device, self._name)
        check_free(device, self._name)
        self._failed = 0
        os.environ.setdefault(_SELECT_TIMEOUT, _SELECT_SECONDS)  # OpenCV takes it from nowhere else
        self._video = cv2.VideoCapture(str(device), cv2.CAP_V4L2)
        if not self._video.isOpened():
            self._video.release()
            raise DeviceMissing(self._name, f"{device} gives no video; name another one of /dev/v4l/by-id")
        # Motion JPEG: uncompressed, USB 2 carries 640x480 at a few frames a second only. One buffer: the newest wins.
        self._video.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._video.set(cv2.CAP_PROP_FRAME_WIDTH, settings.width)
        self._video.set(cv2.CAP_PROP_FRAME_HEIGHT, settings.height)
        self._video.set(cv2.CAP_PROP_FPS, settings.frames_per_second)
        self._video.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def grab(self, stopping: threading.Event) -> RawPicture | None:
        """The next picture. Raises DeviceMissing once reading failed for long."""
        good, picture = self._video.read()
        if good:
            self._failed = 0
            rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
            return RawPicture(rgb.shape[1], rgb.shape[0], rgb.tobytes())
        self._failed += 1
        if self._failed >= MISSED_FRAMES:
            raise DeviceMissing(self._name, "it gives no more frames; look at its cable")
        stopping.wait(_PAUSE)
        return None

    def release(self) -> None:
        """Let the device go."""
        self._video.release()


def find_device(wanted: str, name: str, devices: Path = DEVICES) -> Path:
    """The path of the camera that was asked for, or of the first one. Raises DeviceMissing."""
    if wanted:
        path = Path(wanted)
        if not path.exists():
            raise DeviceMissing(name, f"there is no {path}; look at its cable")
        return path
    # By id a camera has an entry for each of its streams; the pictures are in the one that ends with index0.
    known = sorted((devices / "v4l" / "by-id").glob("*-video-index0")) or sorted(devices.glob("video[0-9]*"))
    if not known:
        raise DeviceMissing(name, "no camera is plugged in")
    return known[0]


def check_free(device: Path, name: str) -> None:
    """Raises DeviceMissing, DeviceBusy where the device cannot be opened: OpenCV would only say that it failed."""
    try:
        os.close(os.open(device, os.O_RDWR | os.O_NONBLOCK))
    except PermissionError as error:
        raise DeviceMissing(name, f"{device} may not be opened; put the user in the group video") from error
    except OSError as error:
        if error.errno == errno.EBUSY:
            raise DeviceBusy(name) from error
        raise DeviceMissing(name, f"{device}: {error.strerror}") from error
