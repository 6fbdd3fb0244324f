"""The centre's configuration file. Paths in it are relative to the file itself; an unknown key is refused."""

from pathlib import Path
from typing import Annotated

import msgspec

from tools.central.anchors import Mode
from tools.central.errors import ConfigurationError

Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
Seconds = Annotated[int, msgspec.Meta(ge=1, le=86400)]


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the sections."""


class BrokerSettings(_Section, frozen=True):
    """Where the broker is and how the centre shows who it is.

    `client` is the MQTT client id: members of one centre must differ in it. `keepalive` in seconds.
    """

    host: str
    port: Port
    ca: Path
    certificate: Path
    key: Path
    client: str = "central"
    keepalive: Annotated[int, msgspec.Meta(ge=5, le=3600)] = 30


class LifeSettings(_Section, frozen=True):
    """How long things are good, in seconds.

    A challenge is fetched when a card is seen and must outlive somebody who takes "more time" over the PIN; a visit
    must outlive the same at the consent. Answers of requests are kept for a day; a reader repeats after one second.
    """

    challenge: Seconds = 900
    visit: Seconds = 900
    answer: Seconds = 60
    inbox: Seconds = 86400


class CentralSettings(_Section, frozen=True):
    """One centre. `persons` is imported into the register at start and whenever the file changes."""

    mode: Mode
    register: Path
    policy: Path
    persons: Path
    devices: Path
    anchors: tuple[Path, ...]
    revoked: Path
    signing: Path
    decryption: tuple[Path, ...]
    challenge_key: Path
    broker: BrokerSettings
    life: LifeSettings = LifeSettings()


class _File(_Section, frozen=True):
    central: CentralSettings


def load_settings(path: Path) -> CentralSettings:
    """Read a configuration file. Raises ConfigurationError with the key that is wrong."""
    base = path.resolve().parent
    try:
        found = msgspec.toml.decode(path.read_bytes(), type=_File, dec_hook=lambda _, text: _path(base, text))
    except OSError as error:
        raise ConfigurationError(path, f"cannot be read ({error.strerror})") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(path, str(error)) from error
    return found.central


def _path(base: Path, text: object) -> Path:
    if not isinstance(text, str):
        raise msgspec.ValidationError("Expected a path")
    return base / text
