"""The USB camera, at the edge of OpenCV: no camera is plugged in where these run."""

import os
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from hal.errors import DeviceBusy, DeviceMissing
from hal.real import camera_opencv, camera_reader
from hal.real.camera_opencv import check_free, find_device
from hal.settings import CameraSettings


def test_usb_cameras_are_found_by_their_id_first(tmp_path: Path) -> None:
    with pytest.raises(DeviceMissing, match="plugged in"):
        find_device("", "camera", tmp_path)
    (tmp_path / "video3").touch()
    assert find_device("", "camera", tmp_path) == tmp_path / "video3"
    known = tmp_path / "v4l" / "by-id"
    known.mkdir(parents=True)
    (known / "usb-Some_Camera-video-index1").touch()
    (known / "usb-Some_Camera-video-index0").touch()
    assert find_device("", "camera", tmp_path).name == "usb-Some_Camera-video-index0"
    with pytest.raises(DeviceMissing, match="no "):
        find_device(str(tmp_path / "video9"), "camera", tmp_path)


def test_a_camera_that_another_program_holds(mocker) -> None:
    mocker.patch("os.open", side_effect=OSError(16, "busy"))
    with pytest.raises(DeviceBusy):
        check_free(Path("video0"), "camera")
    mocker.patch("os.open", side_effect=PermissionError(13, "denied"))
    with pytest.raises(DeviceMissing, match="group video"):
        check_free(Path("video0"), "camera")
    mocker.patch("os.open", side_effect=OSError(19, "no such device"))
    with pytest.raises(DeviceMissing, match="no such device"):
        check_free(Path("video0"), "camera")


def test_a_usb_camera_asks_for_what_is_configured_and_notices_when_it_is_gone(mocker, tmp_path: Path) -> None:
    (tmp_path / "video0").touch()
    video = mocker.Mock()
    video.isOpened.return_value = True
    blue = np.zeros((2, 2, 3), np.uint8)
    blue[:, :, 0] = 255  # OpenCV's order is blue, green, red
    # Reads only what was given, then fails like a camera whose cable was pulled.
    video.read.side_effect = [(True, blue)] + [(False, None)] * camera_opencv.MISSED_FRAMES
    mocker.patch("cv2.VideoCapture", return_value=video)
    mocker.patch.object(camera_opencv, "_PAUSE", 0.0)
    mocker.patch.dict("os.environ", clear=True)
    settings = CameraSettings(driver="opencv", device=str(tmp_path / "video0"), width=320, height=240)
    source = camera_opencv._Capture(settings, "camera")
    assert float(os.environ["OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT"]) < camera_reader.JOIN_SECONDS
    asked = {call.args for call in video.set.call_args_list}
    assert {(cv2.CAP_PROP_FRAME_WIDTH, 320), (cv2.CAP_PROP_FRAME_HEIGHT, 240), (cv2.CAP_PROP_BUFFERSIZE, 1)} <= asked
    stopping = threading.Event()
    seen = source.grab(stopping)
    assert seen is not None
    assert seen.pixels[:3] == b"\0\0\xff"
    assert [source.grab(stopping) for _ in range(camera_opencv.MISSED_FRAMES - 1)] == [None] * 29
    with pytest.raises(DeviceMissing, match="no more frames"):
        source.grab(stopping)
    source.release()
    video.release.assert_called_once()
    video.isOpened.return_value = False
    with pytest.raises(DeviceMissing, match="gives no video"):
        camera_opencv._Capture(settings, "camera")
