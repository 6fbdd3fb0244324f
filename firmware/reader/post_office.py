"""Envelopes of this reader: composed and sealed on the way out, opened and checked on the way in."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from firmware.messages.codec import decode_data, encode_data, type_name
from firmware.messages.envelope import CENTRE, Envelope
from firmware.messages.errors import WrongSource
from firmware.messages.ids import RANDOM_BYTES, uuid7
from firmware.messages.keys import EncryptionKey, VerifyingKey
from firmware.messages.schema import Message
from firmware.messages.sealing import open_sealed, seal
from firmware.reader.identity import Identity
from hal.clock import Clock


@dataclass(frozen=True, slots=True)
class Letter:
    """A sealed message and the id it is answered by."""

    id: str
    name: str
    body: bytes


KEYS_GOOD_S = 60.0
"""For so long the keys chosen from the key set are used again; key changes overlap by a day."""


@dataclass(frozen=True, slots=True)
class _CentreKeys:
    recipient: EncryptionKey
    signers: Mapping[str, VerifyingKey]
    chosen_at: float


@dataclass(frozen=True, slots=True)
class _CentreTime:
    told: datetime
    monotonic: float


class PostOffice:
    """Seals for the centre and opens what the centre sealed for this reader.

    Keeps the centre's clock beside the monotonic one, so that times on the wire and the choice of keys are right even
    where the reader's own clock is wrong, or jumps.
    """

    def __init__(self, identity: Identity, clock: Clock) -> None:
        self._identity = identity
        self._clock = clock
        self._centre_time: _CentreTime | None = None
        self._keys: _CentreKeys | None = None
        self.keys_usable = True
        """Whether the key set had a key of the centre in its time when one was last needed."""

    def new_id(self) -> str:
        """A fresh UUIDv7."""
        return uuid7(self._clock.now(), os.urandom(RANDOM_BYTES))

    def now(self) -> datetime:
        """The centre's time where it was told, else the reader's own, right or wrong."""
        return self._centre_now() or self._clock.now()

    def centre_says(self, centre_time: datetime) -> None:
        """Remember the centre's clock."""
        self._centre_time = _CentreTime(centre_time, self._clock.monotonic())

    def write(self, message: Message, subject: str, life: timedelta | None) -> Letter:
        """Seal a message about visit `subject`; `life` is how long it may be answered, None for no limit.

        Raises MessageError: NoValidKey where the key set is out of its time, TooLarge.
        """
        identity = self._identity
        recipient = self._centre_keys().recipient
        centre_now = self._centre_now()
        letter_id = self.new_id()
        envelope = Envelope(
            id=letter_id,
            source=identity.device,
            type=type_name(message),
            time=self.now(),
            audience=CENTRE,
            device=identity.device,
            kid=identity.signing.kid,
            subject=subject,
            data=encode_data(message),
            expirytime=None if life is None or centre_now is None else centre_now + life,
        )
        return Letter(letter_id, type(message).__name__, seal(envelope, identity.signing, recipient))

    def read(self, body: bytes) -> tuple[Envelope, Message]:
        """Open a message of the centre for this reader. Raises MessageError.

        Expiry is not looked at: an answer counts only while its question is outstanding on the monotonic clock.
        """
        identity = self._identity
        own = {identity.decryption.kid: identity.decryption}
        signers = self._centre_keys().signers
        envelope = open_sealed(body, own=own, signers=signers, audience=identity.device, now=None)
        if envelope.device != identity.device:
            raise WrongSource(envelope.source, envelope.device, envelope.kid)
        message, _ = decode_data(envelope)
        return envelope, message

    def _centre_keys(self) -> _CentreKeys:
        now = self._clock.monotonic()
        if self._keys is None or now - self._keys.chosen_at > KEYS_GOOD_S:
            self.keys_usable = False
            # The key set's times are the centre's; an unsure clock of ours must not lock the reader out.
            moment = self._centre_now() or (self._clock.now() if self._clock.sure() else None)
            keyset = self._identity.keyset
            self._keys = _CentreKeys(keyset.encryption(moment), keyset.verifying(moment), now)
            self.keys_usable = True
        return self._keys

    def _centre_now(self) -> datetime | None:
        known = self._centre_time
        return None if known is None else known.told + timedelta(seconds=self._clock.monotonic() - known.monotonic)
