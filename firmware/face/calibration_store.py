"""The site calibration as a reader has it: a signed file, and the public key in PEM of who may sign it."""

from dataclasses import dataclass
from pathlib import Path

from firmware.face.calibration import DEMO, MAX_CALIBRATION_BYTES, Applied, Calibration, Site, apply, open_calibration
from firmware.face.errors import CalibrationInvalid, CalibrationMissing
from firmware.messages.errors import BadKey
from firmware.messages.keys import VerifyingKey

OWNER = "calibration"
"""Whose a key is that signs calibrations."""

# A public key on P-256 has 178 bytes in PEM.
_MAX_KEY_BYTES = 8192


@dataclass(frozen=True, slots=True)
class CalibrationStore:
    """Two files; `path` None where the configuration names no calibration."""

    path: Path | None
    key: Path | None

    def load(self) -> Calibration | None:
        """The checked calibration; None where none is configured. Raises CalibrationMissing, CalibrationInvalid."""
        if self.path is None:
            return None
        token = _read(self.path, MAX_CALIBRATION_BYTES)
        if token is None:
            raise CalibrationMissing(self.path)
        if self.key is None:
            raise CalibrationInvalid("no key is configured that could have signed it")
        pem = _read(self.key, _MAX_KEY_BYTES)
        if pem is None:
            raise CalibrationInvalid(f"there is no key {self.key}")
        try:
            trusted = VerifyingKey.from_pem(pem, OWNER)
        except BadKey as error:
            raise CalibrationInvalid(f"{self.key}: {error}") from error
        return open_calibration(token.strip(), trusted)


@dataclass(frozen=True, slots=True)
class Requirement:
    """Where an engine is to be used, and where its calibration lies."""

    site: Site
    store: CalibrationStore

    def apply(self, detector: str, embedder: str) -> Applied:
        """As `firmware.face.calibration.apply`, from the files. Raises CalibrationError."""
        return apply(self.store.load(), self.site, detector, embedder)


DEMO_REQUIREMENT = Requirement(DEMO, CalibrationStore(None, None))
"""A demo without a calibration."""


def _read(path: Path, most: int) -> bytes | None:
    """The file, one byte more than `most` at the most; None where there is none."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CalibrationInvalid(f"{path}: {error.strerror}") from error
