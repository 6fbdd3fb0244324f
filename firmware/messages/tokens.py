"""Compact JOSE tokens taken apart strictly, before any cryptography sees them, and put together.

General JOSE libraries read headers that this wire never has (`crit`, `zip`, `jku`, `apu`, …) and let various errors
through on hostile input. Here a header is read into a struct that has no room for anything else, so the cryptography
gets only what the one right form holds.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Annotated, Final, Literal, TypeVar

import msgspec

from firmware.messages.errors import HeaderRefused, Malformed, MalformedMessage, Truncated
from firmware.messages.parsing import Reader, to_json

SIGNATURE_ALGORITHM: Final = "ES256"
KEY_ALGORITHM: Final = "ECDH-ES"
CONTENT_ALGORITHM: Final = "A256GCM"

SEALED_TYPE: Final = "uketsuke-sealed"
MESSAGE_TYPE: Final = "uketsuke-message"
KEYSET_TYPE: Final = "uketsuke-keyset"
CALIBRATION_TYPE: Final = "uketsuke-calibration"
SignatureType = Literal["uketsuke-message", "uketsuke-keyset", "uketsuke-calibration"]

_ALPHABET = (ascii_uppercase + ascii_lowercase + digits + "-_").encode()
# What the last character may be after 2 or 3 of a group of four: those with 4 or 2 zero bits at their end.
_LAST = {2: _ALPHABET[::16], 3: _ALPHABET[::4]}

# Characters of base64url without padding: GCM's tag and nonce, an ES256 signature (RFC 7518 §5.3, §3.4).
_TAG = 22
_NONCE = 16
_SIGNATURE = 86

_Thumbprint = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{43}\Z")]
_Coordinate = _Thumbprint


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """No member of a header is optional, none may be added."""


class PublicJwk(_Strict, frozen=True):
    """A public P-256 key: in `epk` the sender's one-time key, in a key set one of the centre."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: _Coordinate
    y: _Coordinate


class SealedHeader(_Strict, frozen=True):
    """Protected header of the JWE. `kid` is the recipient's key."""

    alg: Literal["ECDH-ES"]
    enc: Literal["A256GCM"]
    typ: Literal["uketsuke-sealed"]
    kid: _Thumbprint
    epk: PublicJwk


class SignedHeader(_Strict, frozen=True):
    """Protected header of a JWS. `typ` keeps what was signed for one purpose from any other (RFC 8725 §3.11)."""

    alg: Literal["ES256"]
    typ: SignatureType
    kid: _Thumbprint


@dataclass(frozen=True, slots=True)
class SealedToken:
    """A JWE taken apart. `protected` is what the tag covers beside the ciphertext; `sealed` is ciphertext and tag."""

    header: SealedHeader
    protected: bytes
    nonce: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class SignedToken:
    """A JWS taken apart. `content` is what was signed, header and payload as they stand in the token."""

    header: SignedHeader
    content: bytes
    payload: bytes
    signature: bytes


H = TypeVar("H", SealedHeader, SignedHeader)

_SEALED = Reader("sealed", SealedHeader)
_SIGNED = Reader("signed", SignedHeader)


def read_sealed(token: bytes) -> SealedToken:
    """A JWE whose five segments have the right form.

    Raises Truncated, HeaderRefused or Malformed.
    """
    header, encrypted_key, nonce, ciphertext, tag = _split("sealed", token, 5)
    if len(tag) < _TAG:
        raise Truncated("sealed", "the authentication tag is too short")
    if encrypted_key or len(nonce) != _NONCE or len(tag) > _TAG:
        raise Malformed("sealed", "a segment has the wrong length")
    for segment in (header, nonce, ciphertext, tag):
        _check_spelling("sealed", segment)
    parsed = _header("sealed", _SEALED, header)
    return SealedToken(parsed, header, from_base64url(nonce), from_base64url(ciphertext) + from_base64url(tag))


def read_signed(token: bytes, typ: SignatureType) -> SignedToken:
    """A JWS of this `typ` whose three segments have the right form.

    Raises Truncated, HeaderRefused or Malformed.
    """
    header, payload, signature = _split("signed", token, 3)
    if len(signature) < _SIGNATURE:
        raise Truncated("signed", "the signature is too short")
    if len(signature) > _SIGNATURE:
        raise Malformed("signed", "the signature is too long")
    for segment in (header, payload, signature):
        _check_spelling("signed", segment)
    parsed = _header("signed", _SIGNED, header)
    if parsed.typ != typ:
        raise HeaderRefused("signed", "it was signed for another purpose")
    content = token[: len(header) + 1 + len(payload)]
    return SignedToken(parsed, content, from_base64url(payload), from_base64url(signature))


def protect(header: SealedHeader | SignedHeader) -> bytes:
    """A protected header as a token's first segment."""
    return to_base64url(to_json(header))


def to_base64url(data: bytes) -> bytes:
    """Base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=")


def from_base64url(segment: bytes) -> bytes:
    """The bytes of base64url without padding whose spelling was checked."""
    return urlsafe_b64decode(segment + b"=" * (-len(segment) % 4))


def _split(part: str, token: bytes, segments: int) -> list[bytes]:
    found = token.split(b".", segments)
    if len(found) < segments:
        raise Truncated(part, f"{len(found)} segments instead of {segments}")
    if len(found) > segments:
        raise Malformed(part, f"more than {segments} segments")
    return found


def _header(part: str, reader: Reader[H], segment: bytes) -> H:
    try:
        return reader.read(from_base64url(segment))
    except MalformedMessage:
        raise HeaderRefused(part, "its header is not the one header of this wire") from None


def _check_spelling(part: str, segment: bytes) -> None:
    """Base64url without padding, in its one spelling: bits that carry nothing are zero (RFC 4648 §3.5)."""
    rest = len(segment) % 4
    if segment.translate(None, _ALPHABET) or rest == 1 or (rest and segment[-1] not in _LAST[rest]):
        raise Malformed(part, "a segment is not base64url in its canonical form")
