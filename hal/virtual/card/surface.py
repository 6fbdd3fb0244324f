"""Builds the files of the card-surface application (券面事項確認AP) for whoever issues virtual cards.

Layout, tags and what the signature covers are those of the plastic card. The keys are of a demo municipality.
"""

import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from hal.card import tlv
from hal.card.cv import MODULUS_BYTES, encode_public_key, issue_certificate, key_id
from hal.card.names import THREE_SHA256_DIGEST_INFO, FaceTag
from hal.virtual.card.contents import SurfaceFiles
from hal.virtual.card.signing import pad_and_sign

_INFO_FILE = 0xFF30
_OFFSET_FIELD = 18  # nine offsets of two bytes


@dataclass(frozen=True, slots=True)
class Attributes:
    """What is printed on a card. Dates are YYYYMMDD; `sex` is 1, 2, 9 or 0; images are PNG, the photo is JP2."""

    birth_date: str
    sex: str
    expiry: str
    name_image: bytes
    address_image: bytes
    photo: bytes
    security_code_image: bytes

    def __repr__(self) -> str:
        return "Attributes()"


@dataclass(frozen=True, slots=True)
class Municipality:
    """Who issues: `key` signs card faces, `root_key` certified that key; `code` has five digits."""

    code: str
    key: RSAPrivateKey
    root_key: RSAPrivateKey

    def __repr__(self) -> str:
        return f"Municipality({self.code})"


def build_surface(
    attributes: Attributes, issuer: Municipality, own_key: RSAPrivateKey, number_a: str, number_b: str
) -> SurfaceFiles:
    """All files of one card. Raises ValueError where the parts are longer than 16-bit offsets reach."""
    return SurfaceFiles(
        face=face_file(attributes, issuer.key, own_key.public_key()),
        info=_info_file(issuer),
        issuer_certificate=issue_certificate(issuer.root_key, issuer.key.public_key()),
        own_key=own_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii"),
        number_a=number_a,
        number_b=number_b,
    )


def face_file(attributes: Attributes, issuer_key: RSAPrivateKey, own_key: RSAPublicKey) -> bytes:
    """The card face file: offset table, attributes, photo and the signature over all but expiry and code."""
    birth = tlv.encode(FaceTag.BIRTH_DATE, attributes.birth_date.encode("ascii"))
    sex = tlv.encode(FaceTag.SEX, attributes.sex.encode("ascii"))
    public_key = tlv.encode(FaceTag.PUBLIC_KEY, encode_public_key(own_key))
    name = tlv.encode(FaceTag.NAME_IMAGE, attributes.name_image)
    address = tlv.encode(FaceTag.ADDRESS_IMAGE, attributes.address_image)
    photo = tlv.encode(FaceTag.PHOTO, attributes.photo)
    digests = b"".join(hashlib.sha256(part).digest() for part in (birth + sex + public_key, name + address, photo))
    signature = tlv.encode(FaceTag.SIGNATURE, pad_and_sign(issuer_key, THREE_SHA256_DIGEST_INFO + digests))
    expiry = tlv.encode(FaceTag.EXPIRY, attributes.expiry.encode("ascii"))
    code = tlv.encode(FaceTag.SECURITY_CODE_IMAGE, attributes.security_code_image)
    return _with_offsets((birth, sex, public_key, name, address, photo, signature, expiry, code))


def _with_offsets(parts: tuple[bytes, ...]) -> bytes:
    table_bytes = len(tlv.encode(FaceTag.OFFSETS, bytes(_OFFSET_FIELD)))
    inner = table_bytes + sum(len(part) for part in parts)
    _, start, _ = tlv.header(tlv.encode(FaceTag.FILE, bytes(inner))[:6])
    offsets, at = b"", start + table_bytes
    for part in parts:
        if at > 0xFFFF:
            raise ValueError("the card face is longer than its offsets reach")
        offsets += at.to_bytes(2, "big")
        at += len(part)
    return tlv.encode(FaceTag.FILE, tlv.encode(FaceTag.OFFSETS, offsets) + b"".join(parts))


def _info_file(issuer: Municipality) -> bytes:
    fields = (
        (0xDF31, bytes.fromhex("06030E01")),
        (0xDF32, key_id(issuer.key.public_key())),
        (0xDF33, b"\x01"),
        (0xDF34, issuer.code.encode("ascii")),
        (0xDF35, bytes(16 + MODULUS_BYTES)),  # meaning not known; the length is that of real cards
    )
    return tlv.encode(_INFO_FILE, b"".join(tlv.encode(tag, value) for tag, value in fields))
