"""The product's own registry: every message's name on the wire, and the three functions everybody uses."""

import msgspec

from firmware.messages import schema
from firmware.messages.envelope import Envelope
from firmware.messages.schema import Message
from firmware.messages.versions import Codec, Version

CURRENT_VERSION = 1

# Names are written out so that renaming a class never changes the wire.
VERSION_1 = Version(
    {
        "challenge_request": schema.ChallengeRequest,
        "challenge_given": schema.ChallengeGiven,
        "terminal_auth_request": schema.TerminalAuthRequest,
        "terminal_auth_given": schema.TerminalAuthGiven,
        "identify_request": schema.IdentifyRequest,
        "register_request": schema.RegisterRequest,
        "identified": schema.Identified,
        "inquire_request": schema.InquireRequest,
        "reader_answer": schema.ReaderAnswer,
        "refusal": schema.Refusal,
        "usage_record": schema.UsageRecord,
        "acknowledgement": schema.Acknowledgement,
    }
)

CODEC = Codec({1: VERSION_1}, CURRENT_VERSION)
SERVED = CODEC.served


def type_name(message: Message, version: int = CURRENT_VERSION) -> str:
    """`uketsuke.<name>.v<version>`; raises UnknownVersion or UnknownType."""
    return CODEC.type_name(message, version)


def encode_data(message: Message, version: int = CURRENT_VERSION) -> msgspec.Raw:
    """The message as an envelope's `data`, in the version that the other side speaks.

    Raises UnknownVersion, UnknownType, or MalformedMessage when a value is outside its bounds.
    """
    return CODEC.encode(message, version)


def decode_data(envelope: Envelope) -> tuple[Message, int]:
    """The message and the version to answer in.

    Raises UnknownType, UnknownVersion, MalformedMessage or its subclass UnknownField.
    """
    return CODEC.decode(envelope.type, envelope.data)
