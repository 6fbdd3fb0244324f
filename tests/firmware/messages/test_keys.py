"""Keys: P-256 only, thumbprints, and nothing private in a repr."""

import functools
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from joserfc.jwk import ECKey

from firmware.messages.errors import BadKey
from firmware.messages.keys import DecryptionKey, EncryptionKey, SigningKey, VerifyingKey
from tests.firmware.messages.plain_jose import PlainKey, b64
from tests.firmware.messages.world import World

PRIVATE = (SigningKey, DecryptionKey)
PUBLIC = (VerifyingKey, EncryptionKey)


def pem_of(key: Any) -> bytes:
    return bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def public_pem_of(key: Any) -> bytes:
    return bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


FOREIGN: dict[str, Callable[[], Any]] = {
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "secp256k1": lambda: ec.generate_private_key(ec.SECP256K1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "RSA": functools.cache(lambda: rsa.generate_private_key(65537, 2048)),
}


def test_kid_is_the_thumbprint_of_rfc_7638(world: World) -> None:
    jwk = world.reader.signing.public().to_jwk()
    text = f'{{"crv":"P-256","kty":"EC","x":"{jwk["x"]}","y":"{jwk["y"]}"}}'
    expected = b64(hashlib.sha256(text.encode()).digest())
    assert world.reader.signing.kid == world.reader.signing.public().kid == expected


@pytest.mark.parametrize("kind", PRIVATE)
def test_a_private_key_goes_through_pem(kind: Any) -> None:
    key = kind.generate("centre")
    again = kind.from_pem(key.to_pem(), "centre")
    assert again == key
    assert again.public() == key.public()
    assert again.to_pem() == key.to_pem()
    assert key.to_pem().startswith(b"-----BEGIN PRIVATE KEY-----")


@pytest.mark.parametrize("kind", PUBLIC)
def test_a_public_key_goes_through_pem_and_jwk(kind: Any) -> None:
    key = kind.of(PlainKey("k").private.public_key(), "centre")
    assert kind.from_pem(key.to_pem(), "centre") == key
    assert kind.from_jwk(key.to_jwk(), "centre") == key
    assert key.to_pem().startswith(b"-----BEGIN PUBLIC KEY-----")
    assert key.to_jwk() == PlainKey("k").jwk


def test_the_owner_is_part_of_what_a_key_is() -> None:
    key = PlainKey("k").private.public_key()
    encryption: object = EncryptionKey.of(key, "centre")
    assert VerifyingKey.of(key, "centre") != VerifyingKey.of(key, "demo-reader-1")
    assert VerifyingKey.of(key, "centre") != encryption


def test_the_thumbprint_agrees_with_the_library() -> None:
    for number in range(20):
        key = PlainKey(str(number))
        library = ECKey.import_key(dict[str, Any](key.jwk))
        assert VerifyingKey.of(key.private.public_key(), "centre").kid == library.thumbprint()


def test_two_generated_keys_differ() -> None:
    assert SigningKey.generate("a") != SigningKey.generate("a")


@pytest.mark.parametrize("kind", PRIVATE)
def test_nothing_private_shows(kind: Any) -> None:
    key = kind.of(PlainKey("k").private, "centre")
    shown = f"{key!r} {key} {key:}"
    assert "***" in shown
    secret = PlainKey("k").d
    for form in (str(secret), f"{secret:x}", b64(secret.to_bytes(32)), "ECKey", "object at"):
        assert form not in shown


@pytest.mark.parametrize("kind", [*PRIVATE, *PUBLIC])
@pytest.mark.parametrize("curve", FOREIGN)
def test_other_kinds_of_key_are_refused(kind: Any, curve: str) -> None:
    pem = pem_of(FOREIGN[curve]()) if kind in PRIVATE else public_pem_of(FOREIGN[curve]())
    with pytest.raises(BadKey) as caught:
        kind.from_pem(pem, "centre")
    assert caught.value.owner == "centre"


@pytest.mark.parametrize("kind", [*PRIVATE, *PUBLIC])
@pytest.mark.parametrize("data", [b"", b"\xff\x00", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_bytes_that_are_no_pem_are_refused(kind: Any, data: bytes) -> None:
    with pytest.raises(BadKey):
        kind.from_pem(data, "centre")


def test_private_and_public_pem_are_not_mixed_up() -> None:
    private = PlainKey("k").private
    with pytest.raises(BadKey):
        SigningKey.from_pem(public_pem_of(private), "centre")
    with pytest.raises(BadKey) as caught:
        VerifyingKey.from_pem(pem_of(private), "centre")
    assert "PRIVATE" not in str(caught.value)


def test_an_encrypted_private_key_is_refused() -> None:
    locked = PlainKey("k").private.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"password")
    )
    with pytest.raises(BadKey):
        SigningKey.from_pem(locked, "centre")


@pytest.mark.parametrize(
    "change",
    [
        {"crv": "P-384"},
        {"kty": "RSA"},
        {"kty": "oct"},
        {"d": "AAAA"},
        {"use": "sig"},
        {"x": b64(bytes(32))},
        {"x": b64(b"\xff" * 32)},
        {"x": ""},
        {"x": "=="},
        {"x": "あ"},
        {"y": 1},
        {"y": None},
        {"x": PlainKey("k").jwk["x"] + "A"},
        {"x": PlainKey("k").jwk["x"] + "="},
        {"x": PlainKey("k").jwk["x"] + "\n"},
        # The last character carries four bits only; the other two must be zero.
        {"x": PlainKey("k").jwk["x"][:-1] + chr(ord(PlainKey("k").jwk["x"][-1]) + 1)},
    ],
)
def test_a_jwk_is_refused_unless_it_is_a_plain_public_point(change: dict[str, Any]) -> None:
    with pytest.raises(BadKey):
        VerifyingKey.from_jwk(PlainKey("k").jwk | change, "centre")


@pytest.mark.parametrize("missing", ["kty", "crv", "x", "y"])
def test_a_jwk_needs_all_its_members(missing: str) -> None:
    jwk = PlainKey("k").jwk
    del jwk[missing]
    with pytest.raises(BadKey):
        VerifyingKey.from_jwk(jwk, "centre")
