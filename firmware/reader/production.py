"""What a reader in production may not have: emulated hardware, a bench, a demo's trust anchor."""

from pathlib import Path

from firmware.reader.errors import ConfigurationError
from firmware.reader.settings import Settings
from firmware.trust import is_demo
from hal.build import VIRTUAL_PCSC_PREFIX

PORTS = ("nfc", "display", "keypad", "camera", "card_camera", "sound", "board", "clock")
EMULATED = ("virtual", "recording")  # a recorded person would get past the face


def check_production(path: Path, settings: Settings) -> None:
    """Raises ConfigurationError where a reader in production would have emulated hardware or serve a bench."""
    if not settings.reader.production:
        return
    hardware = settings.hardware
    if hardware.bench:
        raise ConfigurationError(str(path), "hardware.bench: a reader in production serves no bench; remove the key")
    chosen = {port: getattr(hardware, port) for port in PORTS}
    emulated = [port for port, made in chosen.items() if made is not None and made.driver in EMULATED]
    if hardware.nfc.reader.startswith(VIRTUAL_PCSC_PREFIX):
        emulated.insert(0, "nfc")
    if emulated:
        keys = ", ".join(f"hardware.{port}" for port in emulated)
        raise ConfigurationError(
            str(path), f"{keys}: a reader in production has no emulated hardware; name a real driver for each"
        )


def check_anchor(path: Path, data: bytes, production: bool) -> None:
    """Raises ConfigurationError for a demo's trust anchor in production."""
    if production and is_demo(data):
        raise ConfigurationError(
            str(path), "is the trust anchor of a demo; a reader in production needs the centre's own"
        )
