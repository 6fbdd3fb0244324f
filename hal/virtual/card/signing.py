"""What the keys of a virtual card do with PERFORM SECURITY OPERATION: COMPUTE DIGITAL SIGNATURE."""

import hashlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature

from hal.card.names import SHA256_DIGEST_INFO
from hal.card.status import SW
from hal.virtual.card.layout import KeyFile

PKCS1_OVERHEAD = 11  # 00 01, at least eight FF, 00 (RFC 8017 section 9.2)
SHA256_BYTES = 32
SHA384_BYTES = 48
P384_BYTES = 48


class Refused(Exception):
    """The card answers with this status word instead of a result."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"{sw:04X}")
        self.sw = sw


def sign(file: KeyFile, p1: int, data: bytes) -> bytes:
    """The signature of `data` in the form that `p1` asks for. Raises Refused."""
    if isinstance(file.key, RSAPrivateKey):
        return _rsa(file.key, p1, data)
    return _ecdsa(file.key, file.signature.p1, p1, data)


def _rsa(key: RSAPrivateKey, p1: int, data: bytes) -> bytes:
    """P1 as on the card of today: 00 pads what it is given, 01 to 03 hash or prefix, 04 and 05 are PSS."""
    if not data:
        raise Refused(SW.WRONG_LENGTH)
    match p1:
        case 0x00:
            return pad_and_sign(key, data)
        case 0x01:
            return pad_and_sign(key, hashlib.sha256(data).digest())
        case 0x02:
            return _prehashed(key, _hash(data), padding.PKCS1v15())
        case 0x03:
            return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        case 0x04:
            return _prehashed(key, _hash(data), _pss())
        case 0x05:
            return key.sign(data, _pss(), hashes.SHA256())
        case _:
            raise Refused(SW.WRONG_P1_P2)


def _hash(data: bytes) -> bytes:
    if len(data) != SHA256_BYTES:
        raise Refused(SW.CONDITIONS_NOT_SATISFIED)
    return data


def _pss() -> padding.PSS:
    return padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=SHA256_BYTES)


def _prehashed(key: RSAPrivateKey, digest: bytes, scheme: padding.PKCS1v15 | padding.PSS) -> bytes:
    return key.sign(digest, scheme, Prehashed(hashes.SHA256()))


def pad_and_sign(key: RSAPrivateKey, data: bytes) -> bytes:
    """PKCS#1 v1.5 signature over `data` as it is, nothing hashed or put before it. Raises Refused if too long."""
    size = key.key_size // 8
    if len(data) > size - PKCS1_OVERHEAD:
        raise Refused(SW.CONDITIONS_NOT_SATISFIED)
    digest = data.removeprefix(SHA256_DIGEST_INFO)
    if len(digest) == SHA256_BYTES and len(data) > SHA256_BYTES:
        return _prehashed(key, digest, padding.PKCS1v15())
    # any other content: the library has no call for it, so the arithmetic is done here; this key is a demo's
    block = b"\x00\x01" + b"\xff" * (size - 3 - len(data)) + b"\x00" + data
    numbers = key.private_numbers()
    message = int.from_bytes(block, "big")
    first = pow(message, numbers.dmp1, numbers.p)
    second = pow(message, numbers.dmq1, numbers.q)
    difference = (numbers.iqmp * (first - second)) % numbers.p
    return (second + difference * numbers.q).to_bytes(size, "big")


def _ecdsa(key: ec.EllipticCurvePrivateKey, own_p1: int, p1: int, data: bytes) -> bytes:
    """Assumed form of the next card: the SHA-384 hash in, r and s of 48 bytes each out."""
    if p1 != own_p1:
        raise Refused(SW.WRONG_P1_P2)
    if len(data) != SHA384_BYTES:
        raise Refused(SW.CONDITIONS_NOT_SATISFIED)
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(Prehashed(hashes.SHA384()))))
    return r.to_bytes(P384_BYTES, "big") + s.to_bytes(P384_BYTES, "big")
