"""Who this reader is: its keys, and the centre's."""

import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from firmware.messages.envelope import CENTRE
from firmware.messages.errors import MessageError
from firmware.messages.keys import DecryptionKey, SigningKey, VerifyingKey
from firmware.messages.keyset import KeySet, open_keyset
from firmware.reader.errors import ConfigurationError
from firmware.reader.production import check_anchor
from firmware.reader.settings import ReaderSettings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Identity:
    """The reader's name and keys and the centre's key set."""

    region: str
    device: str
    signing: SigningKey
    decryption: DecryptionKey
    keyset: KeySet


def load_identity(settings: ReaderSettings) -> Identity:
    """Read all keys. Raises ConfigurationError naming the file."""
    keys = Path(settings.keys)
    device = settings.device
    return Identity(
        region=settings.region,
        device=device,
        signing=_private(keys / "signing.pem", lambda data: SigningKey.from_pem(data, device)),
        decryption=_private(keys / "decryption.pem", lambda data: DecryptionKey.from_pem(data, device)),
        keyset=_load_keyset(Path(settings.keyset), Path(settings.keyset_root), settings.production),
    )


def _load_keyset(path: Path, root_path: Path, production: bool) -> KeySet:
    anchor = _read(root_path)
    check_anchor(root_path, anchor, production)
    root = _parse(root_path, anchor, lambda data: VerifyingKey.from_pem(data, CENTRE))
    return _parse(path, _read(path), lambda data: open_keyset(data.strip(), root, known_version=0))


def _private(path: Path, parse: Callable[[bytes], T]) -> T:
    data = _read(path)
    if path.stat().st_mode & stat.S_IRWXO:
        raise ConfigurationError(str(path), "is a private key that everybody may read; run: chmod o= on it")
    return _parse(path, data, parse)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(str(path), f"cannot be read ({error.strerror}); was the reader enrolled?") from error


def _parse(path: Path, data: bytes, parse: Callable[[bytes], T]) -> T:
    try:
        return parse(data)
    except MessageError as error:
        raise ConfigurationError(str(path), str(error)) from error
