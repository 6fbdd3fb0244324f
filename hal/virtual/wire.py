"""What crosses the socket of a bench: a length of four bytes, then one msgpack message.

Requests and answers are structs with a tag, so that an unknown one is refused instead of guessed at.
"""

import socket
from datetime import datetime

import msgspec

from hal.camera import CameraRole
from hal.virtual.bench import Snapshot
from hal.virtual.parts import Part
from hal.virtual.scene import CameraTrouble
from hal.virtual.tray import When

LENGTH_BYTES = 4
MAX_MESSAGE = 8 * 1024 * 1024  # a frame of 1024x600 takes 1.8 MB, a camera picture of 1080p takes 6.2 MB


class WireError(Exception):
    """The other end said something that is no message of this protocol, or went away in the middle of one."""


class Message(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Root of all requests and answers."""


class Insert(Message, frozen=True):
    """Lay the card of this card file on the tray."""

    path: str


class Remove(Message, frozen=True):
    """Take the card."""


class TearAfter(Message, frozen=True):
    """Tear the card off around a command."""

    apdus: int
    when: When


class Mute(Message, frozen=True):
    """Let the card answer nothing, or answer again."""

    muted: bool


class Occupy(Message, frozen=True):
    """Let another program hold the card reader, or let go of it."""

    occupied: bool


class Press(Message, frozen=True):
    """Press a key, by what is printed on it."""

    key: str

    def __repr__(self) -> str:
        """Masked: a key may be a digit of a PIN."""
        return "Press()"


class TouchAt(Message, frozen=True):
    """Lift a finger at this point."""

    x: int
    y: int

    def __repr__(self) -> str:
        """Masked: a place on a PIN pad is a digit."""
        return "TouchAt()"


class ShowCamera(Message, frozen=True):
    """Put a picture before a camera; a width of 0 takes it away."""

    width: int = 0
    height: int = 0
    pixels: bytes = b""
    camera: CameraRole = "camera"

    def __repr__(self) -> str:
        """Size only: a picture shows a person."""
        return f"ShowCamera({self.width}x{self.height})"


class PushCamera(Message, frozen=True):
    """Give a camera the next picture of a live stream."""

    width: int
    height: int
    pixels: bytes
    camera: CameraRole = "camera"

    def __repr__(self) -> str:
        """Size only: a picture shows a person."""
        return f"PushCamera({self.width}x{self.height})"


class RunCamera(Message, frozen=True):
    """Start a camera as this client's own, or stop it. It stops too when the connection ends."""

    running: bool
    camera: CameraRole = "camera"


class ReadCamera(Message, frozen=True):
    """Ask for the newest frame that this client did not read yet, after at most `timeout` seconds."""

    timeout: float
    camera: CameraRole = "camera"


class ShowFilm(Message, frozen=True):
    """Let the film of this file play before a camera, at once or after the one that plays."""

    path: str
    camera: CameraRole = "camera"
    queued: bool = False


class Disturb(Message, frozen=True):
    """Let a camera do something wrong, or nothing any more."""

    trouble: CameraTrouble | None = None
    camera: CameraRole = "camera"


class LookThrough(Message, frozen=True):
    """Ask for what a camera sees."""

    camera: CameraRole = "camera"


class SetFault(Message, frozen=True):
    """Break a part or mend it."""

    part: Part
    broken: bool


class Advance(Message, frozen=True):
    """Move the virtual clock on."""

    seconds: float


class SetTime(Message, frozen=True):
    """Set the virtual wall clock."""

    now: datetime
    sure: bool


class Look(Message, frozen=True):
    """Ask for the frame on the screen."""


class Watch(Message, frozen=True):
    """Ask for a snapshot once something changed after `since`, or after `timeout` seconds."""

    since: int
    timeout: float
    since_signal: int = 0


class Done(Message, frozen=True):
    """It was done."""


class Trouble(Message, frozen=True):
    """It could not be done."""

    problem: str


class Picture(Message, frozen=True):
    """A frame; a width of 0 where none was shown yet."""

    number: int
    width: int = 0
    height: int = 0
    pixels: bytes = b""


class Seen(Message, frozen=True):
    """A snapshot."""

    snapshot: Snapshot


class Taken(Message, frozen=True):
    """A camera's frame that is `age` seconds old, numbered since the client started it; a width of 0 for none."""

    width: int = 0
    height: int = 0
    pixels: bytes = b""
    age: float = 0.0
    sequence: int = 0

    def __repr__(self) -> str:
        """Size and number only: a frame shows a person."""
        return f"Taken({self.width}x{self.height} #{self.sequence})"


class Missing(Message, frozen=True):
    """The device is not there."""

    device: str
    hint: str


Request = (
    Insert
    | Remove
    | TearAfter
    | Mute
    | Occupy
    | Press
    | TouchAt
    | ShowCamera
    | PushCamera
    | RunCamera
    | ReadCamera
    | ShowFilm
    | Disturb
    | LookThrough
    | SetFault
    | Advance
    | SetTime
    | Look
    | Watch
)
Answer = Done | Trouble | Picture | Seen | Taken | Missing

_encoder = msgspec.msgpack.Encoder()
request_decoder = msgspec.msgpack.Decoder(Request)
answer_decoder: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


def send(connection: socket.socket, message: Message) -> None:
    """Send one message. Raises OSError."""
    body = _encoder.encode(message)
    connection.sendall(len(body).to_bytes(LENGTH_BYTES, "big") + body)


def receive(connection: socket.socket) -> bytes | None:
    """The bytes of one message; None when the other end is done. Raises OSError, WireError."""
    head = _exactly(connection, LENGTH_BYTES)
    if not head:
        return None
    length = int.from_bytes(head, "big")
    if length > MAX_MESSAGE:
        raise WireError(f"a message of {length} bytes is longer than {MAX_MESSAGE}")
    body = _exactly(connection, length)
    if len(body) != length:
        raise WireError("the other end went away in the middle of a message")
    return body


def _exactly(connection: socket.socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = connection.recv(min(length - len(parts), 1 << 18))
        if not part:
            break
        parts += part
    if parts and len(parts) < length:
        raise WireError("the other end went away in the middle of a message")
    return bytes(parts)
