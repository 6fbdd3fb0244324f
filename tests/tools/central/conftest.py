"""Keys are made once: they are nearly all the time of these tests."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.tools.central.world import World, authority_of
from tools.issue.authorities import Authority
from tools.issue.keys import RSA_BITS, RSA_EXPONENT


@pytest.fixture(scope="session")
def rsa_keys() -> Sequence[rsa.RSAPrivateKey]:
    """Card, authority, older authority, stranger."""
    return [rsa.generate_private_key(RSA_EXPONENT, RSA_BITS) for _ in range(4)]


@pytest.fixture(scope="session")
def authority(rsa_keys: Sequence[rsa.RSAPrivateKey]) -> Authority:
    return authority_of(rsa_keys[1])


@pytest.fixture
def world(rsa_keys: Sequence[rsa.RSAPrivateKey], authority: Authority, tmp_path: Path) -> Iterator[World]:
    made = World(authority, rsa_keys, tmp_path / "register.sqlite")
    yield made
    made.repository.close()
