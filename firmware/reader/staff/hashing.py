"""The slow hash of a passcode: scrypt, with a cost that is kept beside the hashes."""

import hmac

import msgspec
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from firmware.reader.staff.errors import HashUnaffordable
from firmware.reader.staff.secret import Passcode

SALT_BYTES = 16
HASH_BYTES = 32

MOST_MEMORY = 256 * 1024 * 1024
"""Bytes: a quarter of the smallest board; a damaged file must not take all of it."""

MOST_WORK = 2**22
"""n · r · p: five times the usual cost, so that a damaged file cannot hold the worker for minutes."""


class Cost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parameters of scrypt (RFC 7914). Raises ValueError where they are none or a small machine cannot pay them."""

    n: int
    r: int
    p: int

    def __post_init__(self) -> None:
        if self.n < 2 or self.n & (self.n - 1):
            raise ValueError("n is not a power of two from 2 on")
        if self.r < 1 or self.p < 1 or self.memory > MOST_MEMORY or self.n * self.r * self.p > MOST_WORK:
            raise ValueError("this cost of a hash cannot be paid here")

    @property
    def memory(self) -> int:
        """Bytes that one hash takes."""
        return 128 * self.n * self.r


USUAL_COST = Cost(n=2**15, r=8, p=3)
"""32 MB, and 0.6 to 0.7 s of one core of a shared AMD EPYC machine (0.26 s with p=1, 1.1 s with n=2**17); not measured
on a Raspberry Pi. One of the equal choices of OWASP's Password Storage Cheat Sheet, that with the memory a small board
has to spare. Argon2id would be our first choice, but comes with cryptography 44 and the product allows 43.

What it can and cannot do: whoever has the file and this one core tries all passcodes of one member (eight digits) in
about two years, a rack of machines in days. It buys time to notice; what keeps guessers out is the file's mode
and the pauses."""


def slow_hash(passcode: Passcode, salt: bytes, cost: Cost) -> bytes:
    """32 bytes. The interpreter's lock is free meanwhile. Raises HashUnaffordable."""
    try:
        return Scrypt(salt=salt, length=HASH_BYTES, n=cost.n, r=cost.r, p=cost.p).derive(passcode.reveal())
    except MemoryError as error:
        raise HashUnaffordable(cost.memory // 1024 // 1024) from error


def same_hash(one: bytes, other: bytes) -> bool:
    """Compared in a time that says nothing about where they differ."""
    return hmac.compare_digest(one, other)
