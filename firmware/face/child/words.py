"""What reader and face child say to each other: one msgpack message after a length of four bytes; pure.

An order carries a number (`look`), and every report that answers it carries the same one. A new order, or Rest, ends
the one before it: what the child still says of that one is late and means nothing. Only `Preview` and `Portrait` carry
anything of a picture: to the screen, and to the staff that compares.
"""

from datetime import date
from typing import Annotated, Literal

import msgspec

from firmware.face.errors import FaceError

LENGTH_BYTES = 4
# A card's photo has at most 16 kB; a preview of 640x480 has 0.9 MB.
MAX_MESSAGE = 2 * 1024 * 1024

Side = Literal["left", "right"]
CameraRole = Literal["camera", "card_camera"]
Hint = Literal[
    "nothing",
    "closer",
    "farther",
    "left",
    "right",
    "up",
    "down",
    "hold-still",
    "more-light",
    "less-light",
    "look-straight",
    "only-one",
]
"""As `firmware.face.quality.Hint`: what the person is asked to do."""
Pixels = Annotated[int, msgspec.Meta(ge=1, le=1024)]
Quality = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_-]{0,39}\Z")]
"""A code of `firmware.face.quality.QualityCode`; form and number are those that an attestation takes to the centre."""


class Order(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Reader → child."""


class ReadPrint(Order, frozen=True):
    """Read 照合番号B from the card's face side with the card camera, within so many seconds. Answer: PrintRead."""

    look: int
    today: date
    seconds: float


class TakePhoto(Order, frozen=True):
    """The photo of this card, JPEG 2000: decode it, find the face. The child keeps what it needs of it. PhotoTaken."""

    look: int
    photo: bytearray

    def __repr__(self) -> str:
        """Nothing of the photo."""
        return f"TakePhoto({self.look})"


class Match(Order, frozen=True):
    """One attempt: camera on, good frames, the turn challenge, the decision. Noticed and Preview, then Decided.

    `width`, `height`: pixels of the preview that the screen has room for.
    """

    look: int
    width: Pixels
    height: Pixels


class Compare(Order, frozen=True):
    """Camera on for staff who compare: one Portrait of the chip's photo, then Preview after Preview, until Rest."""

    look: int
    width: Pixels
    height: Pixels


class Rest(Order, frozen=True):
    """Stop what is under way; cameras off; frames are forgotten, the photo is not. Answer: Rested."""


class Report(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Child → reader."""


class Awake(Report, frozen=True):
    """The first report. `missing` says why no face can be compared, as a code of `Reason`, None when it can.

    `detail` is a sentence for the technician. `model` is the SHA-256 of the embedder, `threshold` what `Decided.score`
    has to be within, `calibration` the id of the site calibration in use. `print_missing` says why no card can be
    read, as a code of `PrintReason`, None when it can.
    """

    missing: str | None = None
    detail: str = ""
    model: str = ""
    threshold: float = 0.0
    calibration: str = ""
    print_missing: str | None = None


class PrintRead(Report, frozen=True):
    """What is printed on the card: 14 digits, or None and the code of a doubt."""

    look: int
    digits: str | None = None
    doubt: str = ""

    def __repr__(self) -> str:
        """Not the digits: they open the card's photo."""
        return f"PrintRead({self.look})"


class PhotoTaken(Report, frozen=True):
    """Whether the chip's photo can be compared.

    `missing`, `unreadable`: as PhotoMissing and PhotoUnreadable; `poor`: no face in it that could be compared.
    """

    look: int
    finding: Literal["usable", "missing", "unreadable", "poor"]


class Noticed(Report, frozen=True):
    """Something changed in an attempt: its stage, what the person should do, to which side to turn (TURN only)."""

    look: int
    stage: Literal["look", "turn", "return"]
    hint: Hint = "nothing"
    side: Side | None = None


class Rested(Report, frozen=True):
    """The answer to Rest: cameras are off."""


class Preview(Report, frozen=True):
    """What the camera sees now, for the screen alone: RGB, three bytes a pixel, from the upper left corner."""

    look: int
    width: Pixels
    height: Pixels
    pixels: bytes

    def __repr__(self) -> str:
        """Size only."""
        return f"Preview({self.look}, {self.width}x{self.height})"


class Portrait(Report, frozen=True):
    """The chip's photo for staff who compare, in the form of a Preview."""

    look: int
    width: Pixels
    height: Pixels
    pixels: bytes

    def __repr__(self) -> str:
        """Size only."""
        return f"Portrait({self.look}, {self.width}x{self.height})"


class Decided(Report, frozen=True):
    """The end of an attempt.

    `score` is the distance of the fused frames to the photo (None where they were not fused), `quality` the codes of
    the quality gate that were raised on the way. `alive` is true only when the turn was passed.
    """

    look: int
    verdict: Literal["match", "no-match", "not-one-person", "not-turned"]
    score: float | None = None
    alive: bool = False
    quality: Annotated[tuple[Quality, ...], msgspec.Meta(max_length=16)] = ()


class Faulted(Report, frozen=True):
    """The order cannot be carried out: a camera is not well, or there is no engine (`unavailable`)."""

    look: int
    what: Literal["camera", "card_camera", "engine"]
    fault: Literal["missing", "busy", "stalled", "black", "frozen", "slow", "unavailable"]


AnyOrder = ReadPrint | TakePhoto | Match | Compare | Rest
AnyReport = Awake | Rested | PrintRead | PhotoTaken | Noticed | Preview | Portrait | Decided | Faulted


class WordsUnreadable(FaceError):
    """The other side said something that is no message of these; `problem` says what, never a value."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"the other side of the face child said something unreadable: {problem}")
        self.problem = problem


_encoder = msgspec.msgpack.Encoder()
_orders: msgspec.msgpack.Decoder[AnyOrder] = msgspec.msgpack.Decoder(AnyOrder)
_reports: msgspec.msgpack.Decoder[AnyReport] = msgspec.msgpack.Decoder(AnyReport)


def encode(message: Order | Report) -> bytes:
    """A message with its length before it."""
    body = _encoder.encode(message)
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def encode_into(message: Order | Report, room: bytearray) -> None:
    """As `encode`, into a room that can be wiped afterwards."""
    _encoder.encode_into(message, room, LENGTH_BYTES)
    room[:LENGTH_BYTES] = (len(room) - LENGTH_BYTES).to_bytes(LENGTH_BYTES, "big")


def decode_order(body: bytes) -> AnyOrder:
    """An order without its length. Raises WordsUnreadable."""
    try:
        return _orders.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WordsUnreadable(type(error).__name__) from error


def decode_report(body: bytes | memoryview) -> AnyReport:
    """A report without its length. Raises WordsUnreadable."""
    try:
        return _reports.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WordsUnreadable(type(error).__name__) from error


def length_of(head: bytes) -> int:
    """The length of the message behind these four bytes. Raises WordsUnreadable for one that is too long."""
    length = int.from_bytes(head, "big")
    if length > MAX_MESSAGE:
        raise WordsUnreadable(f"a message of {length} bytes")
    return length
