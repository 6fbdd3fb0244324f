"""What the reader tells a face child before anything else: one JSON text after its length."""

import msgspec

from hal.settings import HardwareSettings


class Setup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the models and the layouts of card faces are, which cameras there are.

    `threads` of OpenCV: two find a face in two thirds of the time of one, more gain nothing (facts of the face way).
    `production`: faces are compared with a signed site calibration only, made for `device`; `calibration` is its file,
    `calibration_key` that of the public key in PEM of who may sign one; empty for none.
    """

    models: str
    card_faces: str
    hardware: HardwareSettings = HardwareSettings()
    threads: int = 2
    production: bool = False
    device: str = "demo"
    calibration: str = ""
    calibration_key: str = ""


def encode_setup(setup: Setup) -> bytes:
    """The text of a setup, without its length."""
    return msgspec.json.encode(setup)


def decode_setup(body: bytes) -> Setup:
    """The setup in a text. Raises msgspec.DecodeError."""
    return msgspec.json.decode(body, type=Setup)
