"""The card face file (券面事項確認AP, EF 0002): untrusted bytes in, fields or one error out.

FF20 { DF21 nine offsets (big-endian u16, from the start of the file), DF22 birth date, DF23 sex, DF24 public key,
DF25 name, DF26 address, DF27 photo, DF28 signature, DF29 expiry, DF2A security code }. The objects follow one
another without gaps, as on all cards examined in public, and filler alone may follow the last.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from firmware.card.errors import SurfaceMalformed
from firmware.card.files import FILLER
from hal.card import tlv
from hal.card.cv import MODULUS_BYTES, CvError, parse_public_key
from hal.card.names import FaceTag

FIELDS = tuple(tag for tag in FaceTag if tag not in (FaceTag.FILE, FaceTag.OFFSETS))
SEX_CODES = frozenset(b"0129")
_SIGNED_TOGETHER = (
    (FaceTag.BIRTH_DATE, FaceTag.SEX, FaceTag.PUBLIC_KEY),
    (FaceTag.NAME_IMAGE, FaceTag.ADDRESS_IMAGE),
    (FaceTag.PHOTO,),
)
_OFFSET_BYTES = 2
_DATE_CHARACTERS = 8


@dataclass(frozen=True, slots=True)
class Unsigned:
    """What the issuer's signature does not cover: anybody may have written it, so nothing may rest on it."""

    expiry: date | None
    code_image: bytes

    def __repr__(self) -> str:
        return "<Unsigned>"


@dataclass(frozen=True, slots=True)
class FaceFile:
    """The fields as the card claims them; believed only after `firmware.card.issuer.check_face`.

    `photo` is empty where the card holds none. The images of name and address are not kept; `digests` (96 bytes: one
    SHA-256 each of the three signed groups, TLVs as stored) stand for them in the signature.
    """

    birth_date: date
    sex: str
    public_key: RSAPublicKey
    photo: bytes
    digests: bytes
    signature: bytes
    unsigned: Unsigned

    def __repr__(self) -> str:
        return "<FaceFile>"


def parse_face_file(raw: bytes) -> FaceFile:
    """Read a card face file. Raises SurfaceMalformed, whatever is wrong with it."""
    fields = _fields(raw)
    signature = fields[FaceTag.SIGNATURE].value
    if len(signature) != MODULUS_BYTES:
        raise SurfaceMalformed(f"a signature of {len(signature)} bytes")
    birth = _date(fields[FaceTag.BIRTH_DATE].value)
    if birth is None:
        raise SurfaceMalformed("the birth date is no day")
    sex = fields[FaceTag.SEX].value
    if len(sex) != 1 or sex[0] not in SEX_CODES:
        raise SurfaceMalformed("no code of a sex")
    photo = fields[FaceTag.PHOTO].value
    return FaceFile(
        birth_date=birth,
        sex=sex.decode("ascii"),
        public_key=_public_key(fields[FaceTag.PUBLIC_KEY].value),
        photo=photo if photo.strip(FILLER) else b"",
        digests=b"".join(_digest(fields, group) for group in _SIGNED_TOGETHER),
        signature=signature,
        unsigned=Unsigned(_date(fields[FaceTag.EXPIRY].value), fields[FaceTag.SECURITY_CODE_IMAGE].value),
    )


def _fields(raw: bytes) -> dict[FaceTag, tlv.Tlv]:
    try:
        whole = tlv.read(raw)
        table = tlv.read(whole.value)
    except tlv.TlvError as error:
        raise SurfaceMalformed(str(error)) from error
    if (whole.tag, table.tag, len(whole.raw)) != (FaceTag.FILE, FaceTag.OFFSETS, len(raw)):
        raise SurfaceMalformed("it does not begin as a card face does, or does not end with it")
    offsets = _offsets(table.value)
    at = len(raw) - len(whole.value) + len(table.raw)
    found: dict[FaceTag, tlv.Tlv] = {}
    for tag, offset in zip(FIELDS, offsets, strict=True):
        if offset != at:
            raise SurfaceMalformed(f"the offset of {tag:04X} does not point behind the field before it")
        found[tag] = _field(raw, tag, offset)
        at += len(found[tag].raw)
    if raw[at:].strip(FILLER):
        raise SurfaceMalformed("something follows the last field")
    return found


def _offsets(table: bytes) -> tuple[int, ...]:
    if len(table) != _OFFSET_BYTES * len(FIELDS):
        raise SurfaceMalformed(f"an offset table of {len(table)} bytes")
    return tuple(int.from_bytes(table[at : at + _OFFSET_BYTES], "big") for at in range(0, len(table), _OFFSET_BYTES))


def _field(raw: bytes, tag: FaceTag, offset: int) -> tlv.Tlv:
    try:
        item = tlv.read(raw, offset)
    except tlv.TlvError as error:
        raise SurfaceMalformed(f"{tag:04X}: {error}") from error
    if item.tag != tag:
        raise SurfaceMalformed(f"{item.tag:04X} stands where {tag:04X} should")
    return item


def _public_key(value: bytes) -> RSAPublicKey:
    try:
        return parse_public_key(value)
    except CvError as error:
        raise SurfaceMalformed(str(error)) from error


def _date(value: bytes) -> date | None:
    text = value.decode("ascii", errors="replace")
    if len(text) != _DATE_CHARACTERS or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _digest(fields: dict[FaceTag, tlv.Tlv], group: tuple[FaceTag, ...]) -> bytes:
    return hashlib.sha256(b"".join(fields[tag].raw for tag in group)).digest()
