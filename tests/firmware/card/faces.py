"""Card faces for tests: files as the virtual card has them, and the anchors that belong to them."""

from firmware.card.issuer import MunicipalityAnchors, load_anchors
from hal.card import tlv
from hal.card.names import FaceTag
from tests.hal.virtual.card import cards

FIRST_OFFSET = 7
"""Behind FF20 82 hh ll comes DF21 12 and the table."""
_TABLE = 5 + 3


def raw_face() -> bytes:
    surface = cards.with_surface().surface
    assert surface is not None
    return surface.face


def issuer_certificate() -> bytes:
    surface = cards.with_surface().surface
    assert surface is not None
    return surface.issuer_certificate


def demo_pem(name: str = "root") -> bytes:
    return b"O=JPKI-DEMO\n" + cards.public_pem(cards.rsa_key(name)).encode()


def anchors(*names: str) -> MunicipalityAnchors:
    return load_anchors([(name, demo_pem(name)) for name in names or ("root",)], production=False)


def with_offset(number: int, offset: int) -> bytes:
    """The face with one of its nine offsets changed."""
    raw = bytearray(raw_face())
    at = _TABLE + 2 * number
    raw[at : at + 2] = offset.to_bytes(2, "big")
    return bytes(raw)


def table_place(number: int) -> int:
    """Where an offset stands."""
    return _TABLE + 2 * number


def offset(number: int) -> int:
    at = table_place(number)
    return int.from_bytes(raw_face()[at : at + 2], "big")


def rebuilt(changes: dict[FaceTag, bytes], trailer: bytes = b"", table: bytes | None = None) -> bytes:
    """The face with other values, offsets made anew, its signature left as it was."""
    parts = {FaceTag(part.tag): part.value for part in tlv.parse(tlv.read(raw_face()).value)} | changes
    fields = [tlv.encode(tag, value) for tag, value in parts.items() if tag is not FaceTag.OFFSETS]
    at, offsets = _TABLE + 18, b""
    for field in fields:
        offsets += at.to_bytes(2, "big")
        at += len(field)
    head = tlv.encode(FaceTag.OFFSETS, offsets if table is None else table)
    return tlv.encode(FaceTag.FILE, head + b"".join(fields) + trailer)
