"""The centre's public keys, as one signed list with times, so that keys change without touching a reader.

The root key signs nothing else and stays offline. A reader takes a list only if the root signed it and its version
is not lower than the one it has, so an old list with a stolen key cannot come back.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

import msgspec

from firmware.messages.envelope import CENTRE, Moment, Thumbprint
from firmware.messages.errors import BadKey, KeySetGap, KeySetRollback, NoValidKey, TooLarge
from firmware.messages.jose import sign
from firmware.messages.keys import EncryptionKey, SigningKey, VerifyingKey
from firmware.messages.parsing import Reader, to_json
from firmware.messages.sealing import verify
from firmware.messages.tokens import KEYSET_TYPE, PublicJwk

Use = Literal["sig", "enc"]

# A durable message may wait this long in a reader's outbox; the key it was encrypted to must live as long after its
# last use, or the message could never be read.
OUTBOX_LIFE = timedelta(days=30)
# A reader asks for the key set whenever it connects, and that needs only the root key. So the overlap has to cover
# a reader that stays connected, the spreading of the new list, and a clock that is some hours off.
MIN_OVERLAP = timedelta(days=1)
MAX_KEYS = 16
MAX_KEYSET_BYTES = 16384


class KeyEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One key of the centre. Senders use it from `not_before` until before `not_after`.

    It is listed only when the centre can already use its private part.
    """

    kid: Thumbprint
    use: Use
    jwk: PublicJwk
    not_before: Moment
    not_after: Moment

    @classmethod
    def of(cls, key: VerifyingKey | EncryptionKey, not_before: datetime, not_after: datetime) -> Self:
        """The entry of a key; its class says the use."""
        use: Use = "sig" if isinstance(key, VerifyingKey) else "enc"
        jwk = key.to_jwk()
        return cls(key.kid, use, PublicJwk("EC", "P-256", jwk["x"], jwk["y"]), not_before, not_after)

    def valid(self, now: datetime | None) -> bool:
        """Whether the key is in its time; with an unsure clock (None) every listed key is."""
        return now is None or self.not_before <= now < self.not_after


class KeySet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All keys of the centre at one version. The owner of every key in it is CENTRE."""

    version: Annotated[int, msgspec.Meta(ge=1, le=2**31)]
    keys: Annotated[tuple[KeyEntry, ...], msgspec.Meta(min_length=2, max_length=MAX_KEYS)]

    def verifying(self, now: datetime | None) -> Mapping[str, VerifyingKey]:
        """The signature keys that are valid at `now` (None: the clock is not sure), by their kid."""
        return {
            entry.kid: VerifyingKey.from_jwk(msgspec.structs.asdict(entry.jwk), CENTRE)
            for entry in self._of("sig")
            if entry.valid(now)
        }

    def encryption(self, now: datetime | None) -> EncryptionKey:
        """The key to encrypt to: of the valid ones the one that became valid last. Raises NoValidKey."""
        valid = [entry for entry in self._of("enc") if entry.valid(now)]
        if not valid:
            raise NoValidKey("enc", self.version)
        newest = max(valid, key=lambda entry: (entry.not_before, entry.kid))
        return EncryptionKey.from_jwk(msgspec.structs.asdict(newest.jwk), CENTRE)

    def decryption_kids(self, now: datetime) -> frozenset[str]:
        """The kids whose private keys the centre must still hold at `now`: until OUTBOX_LIFE after their end."""
        return frozenset(entry.kid for entry in self._of("enc") if now - OUTBOX_LIFE < entry.not_after)

    def _of(self, use: Use) -> Iterable[KeyEntry]:
        return (entry for entry in self.keys if entry.use == use)


_READER = Reader("keyset", KeySet)


def sign_keyset(keyset: KeySet, root: SigningKey) -> bytes:
    """The key set as a compact JWS of the root.

    Raises BadKey for an entry that is not what it says, NoValidKey when a use has no key at all, KeySetGap when keys
    of one use do not overlap by MIN_OVERLAP, MalformedMessage, TooLarge.
    """
    encoded = to_json(keyset)
    _check_entries(_READER.read(encoded))
    for use in ("sig", "enc"):
        _check_overlap(use, [entry for entry in keyset.keys if entry.use == use])
    token = sign(encoded, root, KEYSET_TYPE)
    if len(token) > MAX_KEYSET_BYTES:
        raise TooLarge(len(token), MAX_KEYSET_BYTES)
    return token


def open_keyset(token: bytes, root: VerifyingKey, known_version: int) -> KeySet:
    """The key set in a token of the root; `known_version` is the one in use, 0 for none. Safe for hostile bytes.

    The same version is taken again: the root never signs two different sets under one version.

    Raises TooLarge, Truncated, Malformed, HeaderRefused, UnknownSigner, BadSignature, MalformedMessage, UnknownField,
    BadKey, NoValidKey, KeySetRollback.
    """
    if len(token) > MAX_KEYSET_BYTES:
        raise TooLarge(len(token), MAX_KEYSET_BYTES)
    payload, _ = verify(token, {root.kid: root}, KEYSET_TYPE)
    keyset = _READER.read(payload)
    _check_entries(keyset)
    if keyset.version < known_version:
        raise KeySetRollback(keyset.version, known_version)
    return keyset


def _check_entries(keyset: KeySet) -> None:
    kids = [entry.kid for entry in keyset.keys]
    if len(set(kids)) != len(kids):
        raise BadKey(CENTRE, "a key is listed twice")
    for entry in keyset.keys:
        if VerifyingKey.from_jwk(msgspec.structs.asdict(entry.jwk), CENTRE).kid != entry.kid:
            raise BadKey(CENTRE, "kid is not the thumbprint of its key")
        if entry.not_before >= entry.not_after:
            raise BadKey(CENTRE, "its time ends before it begins")
    for use in ("sig", "enc"):
        if not any(entry.use == use for entry in keyset.keys):
            raise NoValidKey(use, keyset.version)


def _check_overlap(use: str, entries: list[KeyEntry]) -> None:
    ordered = sorted(entries, key=lambda entry: entry.not_before)
    covered = ordered[0].not_after
    for entry in ordered[1:]:
        if covered - entry.not_before < MIN_OVERLAP:
            raise KeySetGap(use, covered)
        covered = max(covered, entry.not_after)
