"""The envelope: what every message says about itself, in CloudEvents 1.0 attribute names (structured JSON).

All meaning is in here; MQTT properties only mirror it. The shapes are strict so that no free text travels in them.
"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from firmware.messages.parsing import Reader

CENTRE = "centre"

Id = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")]
Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,40}\Z")]
Type = Annotated[str, msgspec.Meta(pattern=r"^uketsuke\.[a-z][a-z_]{0,39}\.v[1-9][0-9]{0,3}\Z")]
Thumbprint = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{43}\Z")]
Subject = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9-]{0,64}\Z")]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One message on the wire, before sealing.

    `id` is a UUIDv7; `source` and `audience` are device ids or CENTRE; `device` is the reader the message is about;
    `kid` the thumbprint of the key that signs; `subject` the visit id or "". `time` is the sender's clock, which may
    be wrong on a reader; `expirytime` is in the centre's time. `correlationid` is the id of the message answered.
    """

    id: Id
    source: Name
    type: Type
    time: Moment
    audience: Name
    device: Name
    kid: Thumbprint
    subject: Subject
    data: msgspec.Raw
    correlationid: Id | None = None
    expirytime: Moment | None = None
    specversion: Literal["1.0"] = "1.0"


_READER = Reader("envelope", Envelope)


def encode_envelope(envelope: Envelope) -> bytes:
    """The envelope as JSON; raises MalformedMessage when a field does not have its shape."""
    encoded = msgspec.json.encode(envelope)
    decode_envelope(encoded)
    return encoded


def decode_envelope(encoded: bytes) -> Envelope:
    """The envelope out of its JSON; raises MalformedMessage or UnknownField."""
    return _READER.read(encoded)
