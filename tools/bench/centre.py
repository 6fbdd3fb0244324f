"""What one identification costs the centre in CPU, beside the bare cost of its cryptography."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CURVE = ec.SECP256R1()


@dataclass(frozen=True, slots=True)
class CryptographyCost:
    """CPU milliseconds of the cryptography of one identification, nothing around it."""

    rsa_ms: float
    sealing_ms: float

    @property
    def total_ms(self) -> float:
        """All of it."""
        return self.rsa_ms + self.sealing_ms


class BareCryptography:
    """The cryptography of one identification, once at a time."""

    def __init__(self, anchor: Path) -> None:
        """`anchor` is a self-signed RSA-2048 certificate in PEM."""
        self._anchor = x509.load_pem_x509_certificate(anchor.read_bytes())
        self._sealing = _sealing()

    def once(self) -> CryptographyCost:
        """Two RSA-2048 checks (chain, challenge); open one message and seal another (ECDH, AES-GCM, ECDSA)."""
        return CryptographyCost(_cpu_ms(lambda: _rsa(self._anchor)), _cpu_ms(self._sealing))


def _rsa(certificate: x509.Certificate) -> None:
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or certificate.signature_hash_algorithm is None:
        raise TypeError("the anchor has no RSA key")
    for _ in range(2):
        key.verify(
            certificate.signature,
            certificate.tbs_certificate_bytes,
            padding.PKCS1v15(),
            certificate.signature_hash_algorithm,
        )


def _sealing() -> Callable[[], None]:
    own, other = ec.generate_private_key(CURVE), ec.generate_private_key(CURVE)
    message = os.urandom(3000)
    signature = other.sign(message, ec.ECDSA(hashes.SHA256()))
    box = AESGCM(os.urandom(32))
    nonce = os.urandom(12)
    sealed = box.encrypt(nonce, message, None)

    def work() -> None:
        own.exchange(ec.ECDH(), other.public_key())
        box.decrypt(nonce, sealed, None)
        other.public_key().verify(signature, message, ec.ECDSA(hashes.SHA256()))
        own.sign(message, ec.ECDSA(hashes.SHA256()))
        once = ec.generate_private_key(CURVE)
        once.exchange(ec.ECDH(), other.public_key())
        box.encrypt(nonce, message, None)

    return work


def _cpu_ms(work: Callable[[], None]) -> float:
    began = time.thread_time()
    work()
    return (time.thread_time() - began) * 1000
