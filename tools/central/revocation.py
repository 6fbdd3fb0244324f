"""The revocation list: serial numbers by authority. Real lists exist for approved verifiers only."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from tools.central.errors import ConfigurationError
from tools.central.register import CertificateName, Hexadecimal


@dataclass(frozen=True, slots=True)
class Revoked:
    """Which certificates are revoked: authority key identifier → serial numbers, lower-case hex, no leading zeros."""

    serials: Mapping[str, frozenset[str]]

    def __contains__(self, name: CertificateName) -> bool:
        return _bare(name.serial) in self.serials.get(name.aki, frozenset())


class RevocationSource(Protocol):
    """Gives the list as it is now; the list changes while the centre serves."""

    def revoked(self) -> Revoked:
        """The newest list that could be read."""


def load_revoked(path: Path) -> Revoked:
    """Read `{"<aki>": ["<serial>", ...]}`. Raises ConfigurationError: a centre without its list must not serve."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=dict[Hexadecimal, frozenset[Hexadecimal]])
    except OSError as error:
        raise ConfigurationError(path, f"cannot be read ({error.strerror})") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigurationError(path, str(error)) from error
    return Revoked({aki: frozenset(map(_bare, serials)) for aki, serials in found.items()})


def _bare(serial: str) -> str:
    """One spelling of a number: tools write serials in whole bytes, and a zero in front must not save a card."""
    return serial.lstrip("0") or "0"
