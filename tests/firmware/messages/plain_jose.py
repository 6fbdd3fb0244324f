"""The wire format a second time, straight through cryptography: no joserfc, no code of the product.

Good for three things: a cross-check of the product's sealing, tokens with any header a test wants, and vectors that
come out the same every time (one-time key, nonce and the signature's k are made from the input). Making k and one-time
keys this way is for vectors of known content only; nothing outside the tests may do it.
"""

import base64
import hashlib
import json
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def compact_json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def scalar(*parts: bytes) -> int:
    """A number in [1, n-1] that depends on nothing but `parts`."""
    return int.from_bytes(hashlib.sha512(b"\0".join(parts)).digest()) % (ORDER - 1) + 1


@dataclass(frozen=True)
class PlainKey:
    """A P-256 key pair made from a seed."""

    seed: str
    private: ec.EllipticCurvePrivateKey = field(init=False, repr=False)

    def __post_init__(self) -> None:
        number = scalar(b"uketsuke test key", self.seed.encode())
        object.__setattr__(self, "private", ec.derive_private_key(number, ec.SECP256R1()))

    @property
    def jwk(self) -> dict[str, str]:
        return public_jwk(self.private.public_key())

    @property
    def kid(self) -> str:
        """RFC 7638: SHA-256 of the members in the order of their names."""
        jwk = self.jwk
        return b64(hashlib.sha256(compact_json({name: jwk[name] for name in sorted(jwk)})).digest())

    @property
    def d(self) -> int:
        return self.private.private_numbers().private_value


def public_jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": b64(numbers.x.to_bytes(32)), "y": b64(numbers.y.to_bytes(32))}


def sign(header: Any, payload: bytes, key: PlainKey) -> str:
    """Compact JWS, ES256 with a k that depends on key and content only."""
    signing_input = f"{b64(compact_json(header))}.{b64(payload)}"
    digest = hashlib.sha256(signing_input.encode()).digest()
    k = scalar(b"k", key.d.to_bytes(32), digest)
    r = ec.derive_private_key(k, ec.SECP256R1()).public_key().public_numbers().x % ORDER
    s = pow(k, -1, ORDER) * (int.from_bytes(digest) + r * key.d) % ORDER
    return f"{signing_input}.{b64(r.to_bytes(32) + s.to_bytes(32))}"


def encrypt(header: dict[str, Any], plaintext: bytes, recipient: PlainKey) -> str:
    """Compact JWE, ECDH-ES and A256GCM, whatever else `header` says; `epk` is added unless it is there."""
    one_time = PlainKey(f"one-time {hashlib.sha256(compact_json(header) + plaintext).hexdigest()}")
    nonce = hashlib.sha256(b"nonce" + plaintext).digest()[:12]
    protected = b64(compact_json({"epk": one_time.jwk} | header)).encode()
    secret = one_time.private.exchange(ec.ECDH(), recipient.private.public_key())
    sealed = AESGCM(content_key(secret)).encrypt(nonce, plaintext, protected)
    return f"{protected.decode()}..{b64(nonce)}.{b64(sealed[:-16])}.{b64(sealed[-16:])}"


def content_key(secret: bytes) -> bytes:
    """Concat KDF of RFC 7518 §4.6.2 with SHA-256, one round, no party information."""
    algorithm = b"A256GCM"
    info = struct.pack(">I", len(algorithm)) + algorithm + struct.pack(">III", 0, 0, 256)
    return hashlib.sha256(struct.pack(">I", 1) + secret + info).digest()


def content_key_of(token: str, recipient: PlainKey) -> bytes:
    """The content key of a sealed token, from the one-time key in its header."""
    epk = json.loads(unb64(token.partition(".")[0]))["epk"]
    x, y = (int.from_bytes(unb64(epk[name])) for name in ("x", "y"))
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    return content_key(recipient.private.exchange(ec.ECDH(), public))


def open_token(token: str, recipient: PlainKey, signer: PlainKey) -> bytes:
    """The payload of a sealed token; raises InvalidTag or InvalidSignature."""
    protected, _, nonce, ciphertext, tag = token.split(".")
    key = content_key_of(token, recipient)
    signed = AESGCM(key).decrypt(unb64(nonce), unb64(ciphertext) + unb64(tag), protected.encode()).decode()
    signing_input, _, signature = signed.rpartition(".")
    raw = unb64(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    signer.private.public_key().verify(der, signing_input.encode(), ec.ECDSA(hashes.SHA256()))
    return unb64(signing_input.split(".")[1])
