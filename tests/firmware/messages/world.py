"""One reader, one centre and a stranger with fixed keys, and the shortest ways to seal for a test."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from firmware.messages.codec import encode_data, type_name
from firmware.messages.envelope import CENTRE, Envelope
from firmware.messages.ids import uuid7
from firmware.messages.keys import DecryptionKey, SigningKey
from firmware.messages.schema import Message
from firmware.messages.sealing import open_sealed
from tests.firmware.messages.plain_jose import PlainKey, compact_json, encrypt, sign

READER = "demo-reader-1"
NOW = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
LIFE = timedelta(seconds=10)


def message_id(number: int) -> str:
    return uuid7(NOW, number.to_bytes(10))


VISIT = message_id(1)


@dataclass(frozen=True)
class Party:
    """Somebody with a signing and a decryption key, in the product's classes and in plain ones."""

    name: str
    seed: str
    plain_signing: PlainKey = field(init=False)
    plain_decryption: PlainKey = field(init=False)
    signing: SigningKey = field(init=False)
    decryption: DecryptionKey = field(init=False)

    def __post_init__(self) -> None:
        signing, decryption = PlainKey(f"{self.seed} signing"), PlainKey(f"{self.seed} decryption")
        object.__setattr__(self, "plain_signing", signing)
        object.__setattr__(self, "plain_decryption", decryption)
        object.__setattr__(self, "signing", SigningKey.of(signing.private, self.name))
        object.__setattr__(self, "decryption", DecryptionKey.of(decryption.private, self.name))


@dataclass(frozen=True)
class World:
    """The parties, and who knows whose keys."""

    reader: Party = field(default_factory=lambda: Party(READER, "reader"))
    centre: Party = field(default_factory=lambda: Party(CENTRE, "centre"))
    other_reader: Party = field(default_factory=lambda: Party("demo-reader-2", "other reader"))
    stranger: Party = field(default_factory=lambda: Party(READER, "stranger"))

    def envelope(self, message: Message, **changes: Any) -> Envelope:
        """A right envelope from reader to centre, with `changes`."""
        fields: dict[str, Any] = {
            "id": message_id(2),
            "source": READER,
            "type": type_name(message),
            "time": NOW,
            "audience": CENTRE,
            "device": READER,
            "kid": self.reader.signing.kid,
            "subject": VISIT,
            "data": encode_data(message),
            "expirytime": NOW + LIFE,
        }
        return Envelope(**(fields | changes))

    def wire_envelope(self, **changes: Any) -> dict[str, Any]:
        """A right envelope as plain JSON data, with `changes`; a change to `...` leaves the field out."""
        fields = {
            "specversion": "1.0",
            "id": message_id(2),
            "source": READER,
            "type": "uketsuke.challenge_request.v1",
            "time": "2026-04-01T09:00:00Z",
            "audience": CENTRE,
            "device": READER,
            "kid": self.reader.signing.kid,
            "subject": VISIT,
            "data": {},
        }
        return {name: value for name, value in (fields | changes).items() if value is not ...}

    def signed_header(self, **changes: Any) -> dict[str, Any]:
        return {"alg": "ES256", "typ": "uketsuke-message", "kid": self.reader.plain_signing.kid} | changes

    def sealed_header(self, **changes: Any) -> dict[str, Any]:
        kid = self.centre.plain_decryption.kid
        return {"alg": "ECDH-ES", "enc": "A256GCM", "typ": "uketsuke-sealed", "kid": kid} | changes

    def signed(self, content: Any, signer: PlainKey | None = None, **header: Any) -> str:
        """JSON data or bytes, signed by the reader unless a signer is given."""
        payload = content if isinstance(content, bytes) else compact_json(content)
        return sign(self.signed_header(**header), payload, signer or self.reader.plain_signing)

    def sealed(self, signed: str | bytes, **header: Any) -> bytes:
        """Anything, encrypted to the centre."""
        plaintext = signed.encode() if isinstance(signed, str) else signed
        return encrypt(self.sealed_header(**header), plaintext, self.centre.plain_decryption).encode()

    def open(self, token: bytes, now: datetime | None = NOW, audience: str = CENTRE) -> Envelope:
        """As the centre does it."""
        return open_sealed(
            token,
            own={self.centre.decryption.kid: self.centre.decryption},
            signers={party.signing.kid: party.signing.public() for party in (self.reader, self.other_reader)},
            audience=audience,
            now=now,
        )


def data_of(envelope: Envelope) -> Any:
    return json.loads(bytes(envelope.data))
