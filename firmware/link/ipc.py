"""What reader and link say to one another on the local socket, and how it is framed. No input or output here.

A frame is a length (unsigned 32 bit, big-endian) and that many bytes of msgpack: one of the structs below, told
apart by their `type`. Bodies are sealed by their sender, so link never sees what is in them.
"""

import enum
import struct
from typing import Annotated, Any, Literal

import msgspec

from firmware.link.errors import MalformedFrame

MAX_BODY_BYTES = 65_536
"""The largest sealed body: the limit of the sealing itself (`firmware.messages.sealing`)."""

MAX_FRAME_BYTES = 131_072
"""The largest frame: twice a body. A frame that claims more is an error, so nobody can fill the other's memory."""

_LENGTH = struct.Struct(">I")

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Branch = Annotated[str, msgspec.Meta(min_length=1, max_length=16)]
RecordClass = Literal["usage", "job", "telemetry"]


class Reason(enum.StrEnum):
    """Codes of `Status.reason`: why there is no connection, or that there is one."""

    CONNECTED = "connected"
    STARTING = "starting"
    LINK_AWAY = "link_away"
    BROKER_UNREACHABLE = "broker_unreachable"
    BROKER_UNTRUSTED = "broker_untrusted"
    BROKER_REFUSED = "broker_refused"
    BROKER_SILENT = "broker_silent"
    CONNECTION_LOST = "connection_lost"
    TAKEN_OVER = "taken_over"
    STOPPING = "stopping"


class Why(enum.StrEnum):
    """Codes of `NotPublished.why` and `NotStored.why`. A refusal of the broker is `refused_` and its code in hex."""

    DISCONNECTED = "disconnected"
    CONNECTION_LOST = "connection_lost"
    NO_SUBSCRIBERS = "no_subscribers"
    NOT_AUTHORISED = "not_authorised"
    BAD_BRANCH = "bad_branch"
    TOO_LARGE = "too_large"
    BUSY = "busy"
    FULL = "full"
    DISK_FULL = "disk_full"
    STORE_FAILED = "store_failed"


class _Said(msgspec.Struct, frozen=True, tag=str.lower, forbid_unknown_fields=True):
    """Base of all local messages."""


class Publish(_Said, frozen=True):
    """Reader → link: hand this to the broker now or say at once that it cannot be done. Never kept for later."""

    id: Id
    branch: Branch
    body: bytes


class Store(_Said, frozen=True):
    """Reader → link: keep this until it is forgotten and send it until then. `created` is Unix time in seconds."""

    id: Id
    record_class: RecordClass
    created: float
    branch: Branch
    body: bytes


class Forget(_Said, frozen=True):
    """Reader → link: the centre has this record, as its verified acknowledgement says."""

    id: Id


class Report(_Said, frozen=True):
    """Reader → link: the reader's own part of `state`, `info` and `tel`. Codes and numbers; travels in clear."""

    state: dict[str, str | int]
    info: dict[str, str]
    tel: dict[str, float]


class Status(_Said, frozen=True):
    """Link → reader: whether messages can travel; `reason` is one of `Reason`."""

    connected: bool
    reason: str


class Published(_Said, frozen=True):
    """Link → reader: the broker took the message and somebody listens."""

    id: Id


class NotPublished(_Said, frozen=True):
    """Link → reader: the message did not reach anybody, as far as link knows; `why` is one of `Why`."""

    id: Id
    why: str


class Stored(_Said, frozen=True):
    """Link → reader: the record is on the disk (the transaction is committed and synced)."""

    id: Id


class NotStored(_Said, frozen=True):
    """Link → reader: the record is not kept; `why` is one of `Why`."""

    id: Id
    why: str


class Arrived(_Said, frozen=True):
    """Link → reader: a sealed message for this device came down on `branch` (`dn/elig`, `dn/ack`, …)."""

    branch: Branch
    body: bytes


ToLink = Publish | Store | Forget | Report
FromLink = Status | Published | NotPublished | Stored | NotStored | Arrived


def encode(message: ToLink | FromLink) -> bytes:
    """One frame. Raises MalformedFrame when it would be larger than MAX_FRAME_BYTES."""
    body = msgspec.msgpack.encode(message)
    if len(body) > MAX_FRAME_BYTES:
        raise MalformedFrame(f"a frame of {len(body)} bytes is over the limit of {MAX_FRAME_BYTES}")
    return _LENGTH.pack(len(body)) + body


class Frames:
    """Cuts a byte stream into messages. One object a connection; after an error it is of no use."""

    def __init__(self, expected: Any) -> None:
        """Expect `ToLink` or `FromLink`."""
        self._decoder = msgspec.msgpack.Decoder(expected)
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Any]:
        """Take what was received; return the messages now complete. Raises MalformedFrame."""
        self._buffer += data
        messages = []
        while (body := self._next_body()) is not None:
            try:
                messages.append(self._decoder.decode(body))
            except msgspec.DecodeError as error:
                raise MalformedFrame(str(error)) from error
            except (UnicodeDecodeError, RecursionError) as error:
                # msgspec lets these two pass.
                raise MalformedFrame("no text, or nested too deeply") from error
        return messages

    def _next_body(self) -> bytes | None:
        if len(self._buffer) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._buffer)
        if length > MAX_FRAME_BYTES:
            raise MalformedFrame(f"a frame of {length} bytes is over the limit of {MAX_FRAME_BYTES}")
        end = _LENGTH.size + length
        if len(self._buffer) < end:
            return None
        body = bytes(self._buffer[_LENGTH.size : end])
        del self._buffer[:end]
        return body
