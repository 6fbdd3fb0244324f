"""Command and response APDUs (ISO/IEC 7816-4), short and extended, as values.

Reprs show the header and lengths only: data may be a PIN, a certificate or a photo.
"""

from dataclasses import dataclass

SHORT_DATA = 255
SHORT_LE = 256
EXTENDED_DATA = 65535
EXTENDED_LE = 65536
_HEADER = 4


class ApduError(ValueError):
    """Bytes or values that are no APDU; the sentence says where."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command: `data` up to 65535 bytes, `le` the greatest answer wanted (1 to 65536) or None for none.

    Raises ApduError where a value does not fit its field.
    """

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    le: int | None = None

    def __post_init__(self) -> None:
        if not all(0 <= value <= 0xFF for value in (self.cla, self.ins, self.p1, self.p2)):
            raise ApduError("a header byte is outside 00 to FF")
        if len(self.data) > EXTENDED_DATA:
            raise ApduError(f"{len(self.data)} bytes of data, at most {EXTENDED_DATA} fit")
        if self.le is not None and not 1 <= self.le <= EXTENDED_LE:
            raise ApduError(f"Le of {self.le} is outside 1 to {EXTENDED_LE}")

    @property
    def extended(self) -> bool:
        """Whether the command needs the extended form."""
        return len(self.data) > SHORT_DATA or (self.le or 0) > SHORT_LE

    def encode(self) -> bytes:
        """The bytes on the wire, in the short form wherever it is enough."""
        header = bytes((self.cla, self.ins, self.p1, self.p2))
        return header + (self._extended_body() if self.extended else self._short_body())

    def _short_body(self) -> bytes:
        lc = bytes((len(self.data),)) if self.data else b""
        le = b"" if self.le is None else bytes((self.le % SHORT_LE,))
        return lc + self.data + le

    def _extended_body(self) -> bytes:
        lc = len(self.data).to_bytes(2, "big") if self.data else b""
        le = b"" if self.le is None else (self.le % EXTENDED_LE).to_bytes(2, "big")
        return b"\x00" + lc + self.data + le

    @classmethod
    def parse(cls, raw: bytes) -> "Command":
        """Read the bytes of one command. Raises ApduError where its lengths do not add up."""
        if len(raw) < _HEADER:
            raise ApduError(f"{len(raw)} bytes are shorter than a header")
        data, le = _body(raw[_HEADER:])
        return cls(raw[0], raw[1], raw[2], raw[3], data, le)

    def __repr__(self) -> str:
        return (
            f"Command({self.cla:02X} {self.ins:02X} {self.p1:02X} {self.p2:02X}, {len(self.data)} bytes, le={self.le})"
        )


def _body(body: bytes) -> tuple[bytes, int | None]:
    if not body:
        return b"", None
    if len(body) == 1:
        return b"", body[0] or SHORT_LE
    if body[0] != 0:
        return _split(body[1:], body[0], 1)
    if len(body) < 3:
        raise ApduError("an extended length is cut off")
    length = int.from_bytes(body[1:3], "big")
    if len(body) == 3:
        return b"", length or EXTENDED_LE
    if length == 0:
        raise ApduError("an extended Lc of nothing")
    return _split(body[3:], length, 2)


def _split(rest: bytes, lc: int, le_width: int) -> tuple[bytes, int | None]:
    if len(rest) == lc:
        return rest, None
    if len(rest) != lc + le_width:
        raise ApduError(f"Lc says {lc} bytes, {len(rest)} follow")
    le = int.from_bytes(rest[lc:], "big")
    return rest[:lc], le or (SHORT_LE if le_width == 1 else EXTENDED_LE)


@dataclass(frozen=True, slots=True)
class Response:
    """One answer: its data and the status word, two bytes as a number."""

    data: bytes
    sw: int

    def encode(self) -> bytes:
        """The bytes on the wire."""
        return self.data + self.sw.to_bytes(2, "big")

    @classmethod
    def parse(cls, raw: bytes) -> "Response":
        """Read the bytes of one answer. Raises ApduError when there is no status word."""
        if len(raw) < 2:
            raise ApduError(f"an answer of {len(raw)} bytes has no status word")
        return cls(raw[:-2], int.from_bytes(raw[-2:], "big"))

    def __repr__(self) -> str:
        return f"Response({len(self.data)} bytes, {self.sw:04X})"
