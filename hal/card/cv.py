"""Card-verifiable certificates: a public key with two key identifiers, signed, in 568 bytes.

Municipalities' keys for card faces come in this form, and terminals' keys for 特定機関認証. There are no dates and no
names in it: whoever issued it decides by the root key alone.
"""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, RSAPublicNumbers

from hal.card import tlv
from hal.card.names import CertificateTag

KEY_ID_BYTES = 16
MODULUS_BYTES = 256
EXPONENT = 65537
"""The only one that cards and municipalities use; another would be somebody's experiment."""
EXPONENT_BYTES = 3
PUBLIC_KEY_BYTES = 265
BODY_BYTES = 2 * KEY_ID_BYTES + PUBLIC_KEY_BYTES


class CvError(ValueError):
    """Bytes that are no certificate or no public key of the card's form; the sentence says where."""


@dataclass(frozen=True, slots=True)
class CvCertificate:
    """One certificate. `issuer` and `subject` are opaque key identifiers; `body` is what is signed."""

    issuer: bytes
    subject: bytes
    key: RSAPublicKey
    body: bytes
    signature: bytes

    def __repr__(self) -> str:
        return "<CvCertificate>"

    def signed_by(self, key: RSAPublicKey) -> bool:
        """Whether `key` signed it (PKCS#1 v1.5, SHA-256 over the 297 bytes of the body)."""
        return verified(key, self.signature, self.body)


def verified(key: RSAPublicKey, signature: bytes, message: bytes) -> bool:
    """Whether `signature` is the one of `key` over `message` (PKCS#1 v1.5, SHA-256)."""
    try:
        key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def parse_certificate(raw: bytes) -> CvCertificate:
    """Read 7F21 { 5F4E body, 5F37 signature } with nothing before, between or behind. Raises CvError."""
    try:
        whole = tlv.read(raw)
        parts = tlv.parse(whole.value)
    except tlv.TlvError as error:
        raise CvError(f"certificate: {error}") from error
    tags = (whole.tag, *(part.tag for part in parts))
    if tags != (CertificateTag.CERTIFICATE, CertificateTag.BODY, CertificateTag.SIGNATURE) or whole.raw != raw:
        raise CvError("certificate: other objects than body and signature")
    signature = parts[1].value
    if len(signature) != MODULUS_BYTES:
        raise CvError(f"certificate: a signature of {len(signature)} bytes")
    return with_signature(parts[0].value, signature)


def with_signature(body: bytes, signature: bytes) -> CvCertificate:
    """The certificate of a body of 297 bytes and its signature. Raises CvError."""
    if len(body) != BODY_BYTES:
        raise CvError(f"certificate: a body of {len(body)} bytes")
    issuer, subject = body[:KEY_ID_BYTES], body[KEY_ID_BYTES : 2 * KEY_ID_BYTES]
    return CvCertificate(issuer, subject, parse_public_key(body[2 * KEY_ID_BYTES :]), body, signature)


def parse_public_key(value: bytes) -> RSAPublicKey:
    """Read 90 exponent, 91 modulus: RSA-2048 with the usual exponent and nothing else. Raises CvError."""
    try:
        parts = tlv.parse(value)
    except tlv.TlvError as error:
        raise CvError(f"public key: {error}") from error
    if tuple(part.tag for part in parts) != (CertificateTag.EXPONENT, CertificateTag.MODULUS):
        raise CvError("public key: other objects than exponent and modulus")
    exponent, modulus = (int.from_bytes(part.value, "big") for part in parts)
    usual = exponent == EXPONENT and modulus.bit_length() == 8 * MODULUS_BYTES == 8 * len(parts[1].value)
    if not usual or modulus % 2 == 0:
        raise CvError("public key: not RSA of 2048 bits with exponent 65537")
    return RSAPublicNumbers(exponent, modulus).public_key()


def encode_public_key(key: RSAPublicKey) -> bytes:
    """90 exponent, 91 modulus: 265 bytes for RSA-2048."""
    numbers = key.public_numbers()
    exponent = tlv.encode(CertificateTag.EXPONENT, numbers.e.to_bytes(EXPONENT_BYTES, "big"))
    return exponent + tlv.encode(CertificateTag.MODULUS, numbers.n.to_bytes(MODULUS_BYTES, "big"))


def key_id(key: RSAPublicKey) -> bytes:
    """An identifier for a demo's keys. How the real ones are made up is not published, so nobody computes them."""
    return hashlib.sha256(encode_public_key(key)).digest()[:KEY_ID_BYTES]


def issue_certificate(issuer: RSAPrivateKey, subject: RSAPublicKey) -> bytes:
    """A certificate for a demo: `issuer` signs the key of `subject`."""
    body = key_id(issuer.public_key()) + key_id(subject) + encode_public_key(subject)
    signature = issuer.sign(body, padding.PKCS1v15(), hashes.SHA256())
    parts = tlv.encode(CertificateTag.BODY, body) + tlv.encode(CertificateTag.SIGNATURE, signature)
    return tlv.encode(CertificateTag.CERTIFICATE, parts)
