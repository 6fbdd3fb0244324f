"""The hardware section of the reader's configuration. An unknown key or driver is refused with its path."""

from typing import Annotated, Literal

import msgspec


class NfcSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Card reader: `virtual`, or `pcsc` for the first reader whose name starts with `reader`.

    `extended_length`: whether it passes APDUs with more than 256 bytes; left out, the reader is asked.
    """

    driver: Literal["virtual", "pcsc"] = "virtual"
    reader: str = ""
    transmit_timeout_s: float = 5.0
    extended_length: bool | None = None


class DisplaySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Screen; the drawing knows the two sizes 800x480 and 1024x600."""

    driver: Literal["virtual"] = "virtual"
    width: Literal[800, 1024] = 800
    height: Literal[480, 600] = 480


class PlainSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A port of which only the driver can be chosen."""

    driver: Literal["virtual"] = "virtual"


class CameraSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Camera: `virtual`; `opencv`, a USB camera; `recording`, a directory of pictures or a film file, over and over.

    `device`: for `opencv` a path such as /dev/v4l/by-id/…, which stays the same when another camera is plugged in, or
    empty for the first one; for `recording` the directory or file; for `virtual` the socket of a bench that another
    process serves, empty for the reader's own. The size is what is asked of a USB camera, which may give another;
    `frames_per_second` also paces a recording.
    """

    driver: Literal["virtual", "opencv", "recording"] = "virtual"
    device: str = ""
    width: Annotated[int, msgspec.Meta(ge=160, le=1920)] = 640
    height: Annotated[int, msgspec.Meta(ge=120, le=1920)] = 480
    frames_per_second: Annotated[float, msgspec.Meta(ge=1, le=60)] = 15.0


class ClockSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Clock: the system's own, or a virtual one that a test moves by hand."""

    driver: Literal["system", "virtual"] = "system"


class HardwareSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All ports of one reader. `bench` is the socket that drives the virtual ones; empty for none.

    `camera` sees the person, `card_camera` the card on the tray; not every reader has the second.
    """

    nfc: NfcSettings = NfcSettings()
    display: DisplaySettings = DisplaySettings()
    keypad: PlainSettings = PlainSettings()
    camera: CameraSettings = CameraSettings()
    card_camera: CameraSettings | None = None
    sound: PlainSettings = PlainSettings()
    board: PlainSettings = PlainSettings()
    clock: ClockSettings = ClockSettings()
    bench: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError where both roles would open the same USB camera."""
        one, other = self.camera, self.card_camera
        both_usb = other is not None and one.driver == other.driver == "opencv"
        if both_usb and other is not None and ("" in {one.device, other.device} or one.device == other.device):
            raise ValueError("two USB cameras need a `device` each, not the same one")
