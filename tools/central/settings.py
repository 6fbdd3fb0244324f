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


class LimitSettings(_Section, frozen=True):
    """How often one reader may ask.

    The busiest visit has six questions, each asked twice at most, in ten seconds; 600 a minute is eight times that.
    """

    requests_per_minute: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 600


class RetentionSettings(_Section, frozen=True):
    """How many days records are kept.

    Usage, and what was attested for terminal authentications: a year and a month, to compare a month with that of the
    year before; never less than an outbox may hold a record for (30 days), or one would be counted twice. Consent:
    five years, as long as the record of the treatment that it belongs to (診療録, 医師法 article 24; remembered, not
    read).
    """

    usage_days: Annotated[int, msgspec.Meta(ge=31, le=36_600)] = 396
    consent_days: Annotated[int, msgspec.Meta(ge=1, le=36_600)] = 1827


class TerminalSettings(_Section, frozen=True):
    """The terminal authority's files, and the policy of readers that have none of their own."""

    key: Path
    certificate: Path
    policy: Path


class CentralSettings(_Section, frozen=True):
    """One centre. `persons` is imported into the register at start and whenever the file changes.

    Without `terminal` it knows persons by the PIN only.
    """

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
    limits: LimitSettings = LimitSettings()
    retention: RetentionSettings = RetentionSettings()
    terminal: TerminalSettings | None = None


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
