"""What the centre knows of persons and devices. Every record of a person hides its contents in a repr."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec

from firmware.messages.schema import Ratio
from tools.central.errors import ConfigurationError
from tools.central.terminal_policy import TerminalPolicy

# 適用区分 as in the code table OQSCD012: A below 70 years, B from 70 on.
LimitCode = Annotated[str, msgspec.Meta(pattern="^(A0[1-6]|B0[1-9]|B10)$")]
Hexadecimal = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]+$")]
DeviceName = Annotated[str, msgspec.Meta(pattern="^[a-z0-9-]{1,40}$")]
Region = Annotated[str, msgspec.Meta(pattern="^(0[1-9]|[1-3][0-9]|4[0-7])$")]

Loaded = TypeVar("Loaded")
_DEVICE_FILE = "device.json"


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all records; its repr names the kind only, because reprs end up in logs."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class CertificateName(_Record, frozen=True):
    """What identifies a card certificate: key identifier of its issuer and serial number, lower-case hex."""

    aki: Hexadecimal
    serial: Hexadecimal


class Limit(_Record, frozen=True):
    """限度額適用区分 with the days between which it holds, both included."""

    code: LimitCode
    valid_from: date
    valid_until: date


class Insurance(_Record, frozen=True):
    """One qualification: it holds from the day `acquired` to the day before `lost`.

    `linked` is false in the days between the insurer's filing and its being tied to the person's card.
    `ratio` is filed where the insurer fixes it (後期高齢者), `elderly_ratio` for 高齢受給者.
    """

    kind: Literal["employee", "national", "late_elderly"]
    insurer_number: str
    insurer_name: str
    symbol: str
    number: str
    acquired: date
    lost: date | None = None
    linked: bool = True
    ratio: Ratio | None = None
    elderly_ratio: Ratio | None = None
    limit: Limit | None = None

    def holds(self, day: date) -> bool:
        """Whether this qualification is in force on `day`."""
        return self.acquired <= day and (self.lost is None or day < self.lost)


class Person(_Record, frozen=True):
    """One insured person. `protected` is 自己情報提供不可フラグ; `suspended` a card stopped by its owner."""

    id: str
    name: str
    kana: str
    birth: date
    sex: Literal["1", "2", "3"]
    address: str
    registered: bool
    certificates: tuple[CertificateName, ...]
    insurances: tuple[Insurance, ...] = ()
    protected: bool = False
    suspended: bool = False


class Device(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One reader: its region, its public keys as JWK, whether it is in good standing; in any other it gets no answer.

    `terminal` says what it may do without the PIN where that is not what the centre allows all.
    """

    device: DeviceName
    region: Region
    signing: dict[str, str]
    encryption: dict[str, str]
    standing: Literal["good", "suspended", "revoked", "blocked"] = "good"
    terminal: TerminalPolicy | None = None


def load_persons(path: Path) -> tuple[Person, ...]:
    """Read the list that the register imports. Raises ConfigurationError; its text shows no value of a record."""
    return _load(path, tuple[Person, ...])


def load_devices(directory: Path) -> tuple[Device, ...]:
    """Read `<directory>/<id>/device.json` of every reader. Raises ConfigurationError."""
    return tuple(load_device(path) for path in device_files(directory))


def load_device(path: Path) -> Device:
    """Read the record of one reader. Raises ConfigurationError."""
    return _load(path, Device)


def device_files(directory: Path) -> tuple[Path, ...]:
    """The records of all readers, by name."""
    return tuple(sorted(directory.glob(f"*/{_DEVICE_FILE}")))


def device_file(directory: Path, device: str) -> Path:
    """Where the record of one reader is."""
    return directory / device / _DEVICE_FILE


def _load(path: Path, kind: type[Loaded]) -> Loaded:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except OSError as error:
        raise ConfigurationError(path, f"cannot be read ({error.strerror})") from error
    except msgspec.ValidationError as error:
        # msgspec quotes what it found, and that may be a name in the wrong column: only the place is told.
        _, mark, place = str(error).rpartition(" - at ")
        problem = f"is not of its form at {place if mark else '`$`'}"
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        problem = "is not JSON in UTF-8"
    raise ConfigurationError(path, problem)
