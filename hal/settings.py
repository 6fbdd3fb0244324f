"""The hardware section of the reader's configuration. An unknown key or driver is refused with its path."""

from typing import Literal

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


class ClockSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Clock: the system's own, or a virtual one that a test moves by hand."""

    driver: Literal["system", "virtual"] = "system"


class HardwareSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All ports of one reader. `bench` is the socket that drives the virtual ones; empty for none."""

    nfc: NfcSettings = NfcSettings()
    display: DisplaySettings = DisplaySettings()
    keypad: PlainSettings = PlainSettings()
    camera: PlainSettings = PlainSettings()
    sound: PlainSettings = PlainSettings()
    board: PlainSettings = PlainSettings()
    clock: ClockSettings = ClockSettings()
    bench: str = ""
