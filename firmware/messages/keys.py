"""Keys: P-256 only, one class a purpose, so that no key is used for what it is not meant for.

`owner` is whom a key speaks or listens for: a device id or CENTRE. `kid` is the key's RFC 7638 thumbprint.
Private keys show neither themselves nor their numbers in their repr.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from firmware.messages.errors import BadKey

CURVE = "P-256"


@dataclass(frozen=True, slots=True)
class _PublicKey:
    """A public P-256 key and whose it is."""

    kid: str
    owner: str
    raw: ec.EllipticCurvePublicKey = field(repr=False, compare=False)

    @classmethod
    def from_pem(cls, data: bytes, owner: str) -> Self:
        """From SubjectPublicKeyInfo in PEM; raises BadKey."""
        return cls.of(_load_public(data, owner), owner)

    @classmethod
    def from_jwk(cls, jwk: dict[str, str], owner: str) -> Self:
        """From a JWK with kty EC, crv P-256, x and y in their one spelling, and nothing else; raises BadKey."""
        if set(jwk) != {"kty", "crv", "x", "y"} or not all(isinstance(value, str) for value in jwk.values()):
            raise BadKey(owner, "a JWK must have exactly kty, crv, x and y")
        try:
            point = b"\x04" + _coordinate(jwk["x"]) + _coordinate(jwk["y"])
            key = cls.of(ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point), owner)
        except ValueError:
            raise BadKey(owner, "x and y are no point of P-256") from None
        if key.to_jwk() != jwk:
            raise BadKey(owner, "kty, crv, x or y is not as it must be written")
        return key

    @classmethod
    def of(cls, raw: ec.EllipticCurvePublicKey, owner: str) -> Self:
        """From a P-256 key that is already loaded."""
        return cls(_thumbprint(_jwk(raw)), owner, raw)

    def to_pem(self) -> bytes:
        """SubjectPublicKeyInfo in PEM."""
        return self.raw.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def to_jwk(self) -> dict[str, str]:
        """The JWK with kty, crv, x, y."""
        return _jwk(self.raw)


@dataclass(frozen=True, slots=True)
class VerifyingKey(_PublicKey):
    """Checks ES256 signatures of its owner."""


@dataclass(frozen=True, slots=True)
class EncryptionKey(_PublicKey):
    """Encrypts to its owner by ECDH-ES."""


@dataclass(frozen=True, slots=True, repr=False)
class _PrivateKey:
    """A private P-256 key and whose it is."""

    kid: str
    owner: str
    raw: ec.EllipticCurvePrivateKey = field(repr=False, compare=False)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(kid={self.kid!r}, owner={self.owner!r}, key=***)"

    @classmethod
    def generate(cls, owner: str) -> Self:
        """A fresh key from the system's random source."""
        return cls.of(ec.generate_private_key(ec.SECP256R1()), owner)

    @classmethod
    def from_pem(cls, data: bytes, owner: str) -> Self:
        """From unencrypted PKCS#8 in PEM; raises BadKey."""
        return cls.of(_load_private(data, owner), owner)

    @classmethod
    def of(cls, raw: ec.EllipticCurvePrivateKey, owner: str) -> Self:
        """From a P-256 key that is already loaded."""
        return cls(_thumbprint(_jwk(raw.public_key())), owner, raw)

    def to_pem(self) -> bytes:
        """Unencrypted PKCS#8 in PEM: for a file of mode 0600 or a store of secrets, for nothing else."""
        return self.raw.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey(_PrivateKey):
    """Signs with ES256 in its owner's name."""

    def public(self) -> VerifyingKey:
        """The key that checks what this one signs."""
        return VerifyingKey.of(self.raw.public_key(), self.owner)


@dataclass(frozen=True, slots=True, repr=False)
class DecryptionKey(_PrivateKey):
    """Decrypts what was encrypted to its owner."""

    def public(self) -> EncryptionKey:
        """The key that others encrypt with."""
        return EncryptionKey.of(self.raw.public_key(), self.owner)


def _coordinate(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii") + b"=")


def _jwk(raw: ec.EllipticCurvePublicKey) -> dict[str, str]:
    point = raw.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {"kty": "EC", "crv": CURVE, "x": _base64url(point[1:33]), "y": _base64url(point[33:])}


def _thumbprint(jwk: dict[str, str]) -> str:
    """RFC 7638 §3: SHA-256 of the members in the order of their names, without white space."""
    text = f'{{"crv":"{jwk["crv"]}","kty":"{jwk["kty"]}","x":"{jwk["x"]}","y":"{jwk["y"]}"}}'
    return _base64url(sha256(text.encode()).digest())


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _load_public(data: bytes, owner: str) -> ec.EllipticCurvePublicKey:
    try:
        key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        raise BadKey(owner, "not a public key in PEM") from None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadKey(owner, "not on the curve P-256")
    return key


def _load_private(data: bytes, owner: str) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadKey(owner, "not an unencrypted private key in PEM") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadKey(owner, "not on the curve P-256")
    return key
