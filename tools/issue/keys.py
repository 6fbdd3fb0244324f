"""RSA keys, made in parallel: their generation is nearly all the time that a demo's material takes."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from tools.issue.errors import IssueError

# The plastic card of today has RSA-2048 with this exponent (card profile).
RSA_BITS = 2048
RSA_EXPONENT = 65537


def new_rsa_pem(_number: int = 0) -> bytes:
    """One fresh RSA-2048 key as unencrypted PKCS#8 PEM; the argument only counts the calls of a pool."""
    return pem(rsa.generate_private_key(RSA_EXPONENT, RSA_BITS))


def new_rsa_keys(count: int) -> Iterator[rsa.RSAPrivateKey]:
    """`count` fresh keys, as they get ready, made on all processors."""
    if count <= 0:
        return
    workers = min(count, os.cpu_count() or 1)
    if workers == 1:
        for number in range(count):
            yield rsa_from_pem(new_rsa_pem(number))
        return
    with ProcessPoolExecutor(workers) as pool:
        for made in pool.map(new_rsa_pem, range(count)):
            yield rsa_from_pem(made)


def new_p256() -> ec.EllipticCurvePrivateKey:
    """A fresh P-256 key, for TLS and for the sealing of messages."""
    return ec.generate_private_key(ec.SECP256R1())


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    """A private key as unencrypted PKCS#8 PEM."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def rsa_from_pem(data: bytes) -> rsa.RSAPrivateKey:
    """The RSA key in `data`. Raises IssueError when it is another kind of key."""
    # Checking the primes again takes longer than all else; these are the keys that this tool made itself.
    key = load_pem_private_key(data, password=None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise IssueError("a demo key file holds another kind of key; make the demo material again")
    return key
