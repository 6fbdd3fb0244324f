"""Compact JOSE tokens taken apart strictly, before any cryptography sees them.

joserfc is told exactly which algorithms to use, but it also reads headers that this wire never has (`crit`, `zip`,
`jku`, `apu`, …) and lets various Python errors through on hostile input. So a token's headers are read here first,
into structs that have no room for anything else; joserfc then gets only tokens of the one right form.
"""

from base64 import urlsafe_b64decode
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Annotated, Literal, TypeVar

import msgspec

from firmware.messages.errors import HeaderRefused, Malformed, MalformedMessage, Truncated
from firmware.messages.parsing import Reader

SIGNATURE_ALGORITHM = "ES256"
KEY_ALGORITHM = "ECDH-ES"
CONTENT_ALGORITHM = "A256GCM"

SEALED_TYPE = "uketsuke-sealed"
MESSAGE_TYPE = "uketsuke-message"
KEYSET_TYPE = "uketsuke-keyset"

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
    """Protected header of a JWS. `typ` keeps signatures over messages and over key sets apart (RFC 8725 §3.11)."""

    alg: Literal["ES256"]
    typ: Literal["uketsuke-message", "uketsuke-keyset"]
    kid: _Thumbprint


H = TypeVar("H", SealedHeader, SignedHeader)

_SEALED = Reader("sealed", SealedHeader)
_SIGNED = Reader("signed", SignedHeader)


def read_sealed_header(token: bytes) -> SealedHeader:
    """The header of a JWE whose five segments have the right form.

    Raises Truncated, HeaderRefused or Malformed.
    """
    header, encrypted_key, nonce, ciphertext, tag = _split("sealed", token, 5)
    if len(tag) < _TAG:
        raise Truncated("sealed", "the authentication tag is too short")
    if encrypted_key or len(nonce) != _NONCE or len(tag) > _TAG:
        raise Malformed("sealed", "a segment has the wrong length")
    for segment in (header, nonce, ciphertext, tag):
        _check_spelling("sealed", segment)
    return _header("sealed", _SEALED, header)


def read_signed_header(token: bytes, typ: str) -> SignedHeader:
    """The header of a JWS of this `typ` whose three segments have the right form.

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
    return parsed


def _split(part: str, token: bytes, segments: int) -> list[bytes]:
    found = token.split(b".", segments)
    if len(found) < segments:
        raise Truncated(part, f"{len(found)} segments instead of {segments}")
    if len(found) > segments:
        raise Malformed(part, f"more than {segments} segments")
    return found


def _header(part: str, reader: Reader[H], segment: bytes) -> H:
    try:
        return reader.read(urlsafe_b64decode(segment + b"=" * (-len(segment) % 4)))
    except MalformedMessage:
        raise HeaderRefused(part, "its header is not the one header of this wire") from None


def _check_spelling(part: str, segment: bytes) -> None:
    """Base64url without padding, in its one spelling: bits that carry nothing are zero (RFC 4648 §3.5)."""
    rest = len(segment) % 4
    if segment.translate(None, _ALPHABET) or rest == 1 or (rest and segment[-1] not in _LAST[rest]):
        raise Malformed(part, "a segment is not base64url in its canonical form")
