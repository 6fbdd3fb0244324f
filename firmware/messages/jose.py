"""The three algorithms of the wire, straight through cryptography: ES256, ECDH-ES and A256GCM (RFC 7515, 7516, 7518).

A general JOSE library took two to three times as long as its cryptography (measured by `make bench` at the centre,
whose time it is); the tests check each token made here with one, and the reverse.
"""

import os
from hashlib import sha256

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from firmware.messages.errors import BadSignature, NotDecryptable
from firmware.messages.keys import DecryptionKey, EncryptionKey, SigningKey, VerifyingKey
from firmware.messages.tokens import (
    CONTENT_ALGORITHM,
    KEY_ALGORITHM,
    SEALED_TYPE,
    SIGNATURE_ALGORITHM,
    PublicJwk,
    SealedHeader,
    SealedToken,
    SignatureType,
    SignedHeader,
    SignedToken,
    from_base64url,
    protect,
    to_base64url,
)

_CURVE = ec.SECP256R1()
_ES256 = ec.ECDSA(SHA256())
_NUMBER_BYTES = 32
_NONCE_BYTES = 12
_TAG_BYTES = 16


def _with_length(name: bytes) -> bytes:
    return len(name).to_bytes(4, "big") + name


# Concat KDF (RFC 7518 §4.6.2): one round; algorithm, no party information, length of the key in bits.
_ROUND = (1).to_bytes(4, "big")
_KEY_INFO = _with_length(CONTENT_ALGORITHM.encode()) + _with_length(b"") * 2 + (256).to_bytes(4, "big")


def sign(payload: bytes, signer: SigningKey, typ: SignatureType) -> bytes:
    """A compact JWS (ES256) over `payload`; `typ` says for what purpose."""
    header = SignedHeader(SIGNATURE_ALGORITHM, typ, signer.kid)
    content = protect(header) + b"." + to_base64url(payload)
    numbers = decode_dss_signature(signer.raw.sign(content, _ES256))
    signature = b"".join(number.to_bytes(_NUMBER_BYTES, "big") for number in numbers)
    return content + b"." + to_base64url(signature)


def check_signature(token: SignedToken, signer: VerifyingKey) -> None:
    """Whether the key signed this token. Raises BadSignature."""
    r, s = token.signature[:_NUMBER_BYTES], token.signature[_NUMBER_BYTES:]
    signature = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
    try:
        signer.raw.verify(signature, token.content, _ES256)
    except InvalidSignature:
        raise BadSignature(signer.kid) from None


def encrypt(plaintext: bytes, recipient: EncryptionKey) -> bytes:
    """A compact JWE (ECDH-ES, A256GCM) to `recipient`, with a one-time key and a fresh nonce."""
    once = ec.generate_private_key(_CURVE)
    point = once.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    epk = PublicJwk("EC", "P-256", *(to_base64url(half).decode() for half in (point[1:33], point[33:])))
    protected = protect(SealedHeader(KEY_ALGORITHM, CONTENT_ALGORITHM, SEALED_TYPE, recipient.kid, epk))
    nonce = os.urandom(_NONCE_BYTES)
    key = _content_key(once.exchange(ec.ECDH(), recipient.raw))
    sealed = AESGCM(key).encrypt(nonce, plaintext, protected)
    parts = (nonce, sealed[:-_TAG_BYTES], sealed[-_TAG_BYTES:])
    return b".".join((protected, b"", *map(to_base64url, parts)))


def decrypt(token: SealedToken, own: DecryptionKey) -> bytes:
    """What is in a JWE to this key. Raises NotDecryptable."""
    epk = token.header.epk
    point = b"\x04" + from_base64url(epk.x.encode()) + from_base64url(epk.y.encode())
    try:
        once = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
        key = _content_key(own.raw.exchange(ec.ECDH(), once))
        return AESGCM(key).decrypt(token.nonce, token.sealed, token.protected)
    except (ValueError, InvalidTag):
        # ValueError: a one-time key that is no point of the curve.
        raise NotDecryptable(own.kid) from None


def _content_key(secret: bytes) -> bytes:
    return sha256(_ROUND + secret + _KEY_INFO).digest()
