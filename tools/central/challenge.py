"""Challenge tokens: sealed by the centre for itself, so that a challenge costs no row until somebody answers it.

Form: version byte ‖ 12-byte nonce ‖ AES-256-GCM of (16 random bytes ‖ expiry, u64 of milliseconds since 1970). The
associated data are context, device and visit, so a token opens for no other device and for no other visit.
"""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tools.central.errors import ChallengeNotValid

KEY_BYTES = 32
_VERSION = b"\x01"
_CONTEXT = b"uketsuke-challenge-v1"
_NONCE_BYTES = 12
_NUMBER_BYTES = 16
_MILLISECOND = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Randomness that one token takes.
RANDOM_BYTES = _NONCE_BYTES + _NUMBER_BYTES


@dataclass(frozen=True, slots=True)
class Challenge:
    """An opened token: its number (hex), by which it is used once, and when it ends."""

    number: str
    expires: datetime


class Challenger:
    """Makes and opens challenge tokens with one key. Holds no other state."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def give(self, device: str, visit: str, expires: datetime, randomness: bytes) -> bytes:
        """A token of 53 bytes for one device and visit. `randomness` is RANDOM_BYTES fresh random bytes."""
        if len(randomness) != RANDOM_BYTES:
            raise ValueError(f"a challenge needs {RANDOM_BYTES} random bytes")
        nonce, number = randomness[:_NONCE_BYTES], randomness[_NONCE_BYTES:]
        inside = number + struct.pack(">Q", (expires - _EPOCH) // _MILLISECOND)
        return _VERSION + nonce + self._cipher.encrypt(nonce, inside, _bound_to(device, visit))

    def take(self, token: bytes, device: str, visit: str, now: datetime) -> Challenge:
        """Open a token for the device and visit that bring it back. Raises ChallengeNotValid."""
        nonce, sealed = token[1 : 1 + _NONCE_BYTES], token[1 + _NONCE_BYTES :]
        if token[:1] != _VERSION or len(nonce) != _NONCE_BYTES:
            raise ChallengeNotValid
        try:
            inside = self._cipher.decrypt(nonce, sealed, _bound_to(device, visit))
        except InvalidTag as error:
            raise ChallengeNotValid from error
        (milliseconds,) = struct.unpack(">Q", inside[_NUMBER_BYTES:])
        expires = _EPOCH + milliseconds * _MILLISECOND
        if expires < now:
            raise ChallengeNotValid
        return Challenge(inside[:_NUMBER_BYTES].hex(), expires)


def _bound_to(device: str, visit: str) -> bytes:
    names = (device.encode(), visit.encode())
    return _CONTEXT + b"".join(len(name).to_bytes(2, "big") + name for name in names)
