"""BER-TLV as cards store it: definite lengths, tags of at most two bytes, everything bounded.

Files of a card are untrusted input: whatever is in them, parsing ends with values or with TlvError.
"""

from dataclasses import dataclass

_LONG_TAG = 0x1F


class TlvError(ValueError):
    """Bytes that are no TLV of the allowed form; `offset` is where in the innermost value."""

    def __init__(self, problem: str, offset: int) -> None:
        super().__init__(f"{problem} at offset {offset}")
        self.problem = problem
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Tlv:
    """One object: `tag` with its leading bytes as on the card (0x30, 0xDF22), `value`, `raw` as stored."""

    tag: int
    value: bytes
    raw: bytes

    def __repr__(self) -> str:
        """Tag and length only: a value may be a name, a photo or a certificate."""
        return f"Tlv({self.tag:X}, {len(self.value)} bytes)"


def header(data: bytes, offset: int = 0) -> tuple[int, int, int]:
    """Tag, offset of the value and its length for the object at `offset`; the value need not be there.

    Raises TlvError for a header that is cut off, an indefinite length or one of more than two bytes.
    """
    tag, at = _tag(data, offset)
    length, at = _length(data, at)
    return tag, at, length


def _tag(data: bytes, offset: int) -> tuple[int, int]:
    if offset >= len(data):
        raise TlvError("no tag", offset)
    first = data[offset]
    if first == 0:
        raise TlvError("no tag but zeros", offset)
    if first & _LONG_TAG != _LONG_TAG:
        return first, offset + 1
    if offset + 1 >= len(data):
        raise TlvError("tag cut off", offset)
    if data[offset + 1] & 0x80:
        raise TlvError("tag of more than two bytes", offset)
    return first << 8 | data[offset + 1], offset + 2


def _length(data: bytes, offset: int) -> tuple[int, int]:
    if offset >= len(data):
        raise TlvError("no length", offset)
    first = data[offset]
    if first < 0x80:
        return first, offset + 1
    width = first - 0x80
    if width not in (1, 2):
        raise TlvError("length form not allowed", offset)
    end = offset + 1 + width
    if end > len(data):
        raise TlvError("length cut off", offset)
    return int.from_bytes(data[offset + 1 : end], "big"), end


def measure(head: bytes) -> int:
    """How many bytes the object takes that starts with `head`: the size of a card file is known only so.

    Raises TlvError where `head` starts with no header.
    """
    _, at, length = header(head)
    return at + length


def read(data: bytes, offset: int = 0) -> Tlv:
    """The object at `offset`. Raises TlvError, also where its value goes beyond the end."""
    tag, at, length = header(data, offset)
    if at + length > len(data):
        raise TlvError("value cut off", offset)
    return Tlv(tag, data[at : at + length], data[offset : at + length])


def parse(data: bytes) -> tuple[Tlv, ...]:
    """All objects of a value, one after the other with nothing in between. Raises TlvError."""
    found: list[Tlv] = []
    offset = 0
    while offset < len(data):
        item = read(data, offset)
        found.append(item)
        offset += len(item.raw)
    return tuple(found)


def encode(tag: int, value: bytes) -> bytes:
    """One object in the shortest form. Raises TlvError for a value of more than 65535 bytes."""
    length = len(value)
    if length > 0xFFFF:
        raise TlvError("value too long", 0)
    if length < 0x80:
        prefix = bytes((length,))
    elif length <= 0xFF:
        prefix = bytes((0x81, length))
    else:
        prefix = b"\x82" + length.to_bytes(2, "big")
    return tag.to_bytes(2 if tag > 0xFF else 1, "big") + prefix + value
