"""What the hardware section refuses."""

import msgspec
import pytest

from hal.settings import HardwareSettings


@pytest.mark.parametrize(("one", "other"), [("", ""), ("", "/dev/video2"), ("/dev/video0", "/dev/video0")])
def test_two_usb_cameras_are_told_apart(one: str, other: str) -> None:
    cameras = {"camera": {"driver": "opencv", "device": one}, "card_camera": {"driver": "opencv", "device": other}}
    with pytest.raises(msgspec.ValidationError, match="device"):
        msgspec.convert(cameras, HardwareSettings)


def test_two_with_a_device_each_are_taken() -> None:
    cameras = {
        "camera": {"driver": "opencv", "device": "/dev/video0"},
        "card_camera": {"driver": "opencv", "device": "b"},
    }
    assert msgspec.convert(cameras, HardwareSettings).card_camera is not None
