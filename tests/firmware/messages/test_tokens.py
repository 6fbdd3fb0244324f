"""The two layers of a token: one header each, one spelling each, no algorithm but ours."""

import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwe
from joserfc.jwk import RSAKey

from firmware.messages.errors import (
    BadSignature,
    HeaderRefused,
    Malformed,
    MessageError,
    NotDecryptable,
    Truncated,
)
from firmware.messages.jose import sign
from firmware.messages.keyset import open_keyset
from firmware.messages.schema import ChallengeRequest
from firmware.messages.sealing import seal, verify
from firmware.messages.tokens import KEYSET_TYPE, MESSAGE_TYPE
from tests.firmware.messages.plain_jose import PlainKey, b64, compact_json, encrypt, unb64
from tests.firmware.messages.world import World

ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@pytest.fixture
def right(world: World) -> bytes:
    token = world.sealed(world.signed(world.wire_envelope()))
    world.open(token)
    return token


def refused(world: World, token: bytes | str) -> MessageError:
    with pytest.raises(MessageError) as caught:
        world.open(token.encode() if isinstance(token, str) else token)
    return caught.value


EXTRA: list[dict[str, Any]] = [
    {"crit": []},
    {"crit": ["exp"], "exp": 1},
    {"crit": ["b64"], "b64": False},
    {"b64": True},
    {"jku": "https://example.invalid/keys"},
    {"jwk": PlainKey("stranger").jwk},
    {"x5c": ["AAAA"]},
    {"cty": "JWT"},
    {"iat": 1},
    {"kid": None},
    {"kid": "../../etc/passwd"},
    {"kid": "A" * 44},
    {"kid": ["A" * 43]},
    {"typ": "JWT"},
    {"typ": None},
    {"alg": ["ES256"]},
    {"alg": {}},
    {"alg": None},
    {"": 1},
]


@pytest.mark.parametrize("extra", EXTRA, ids=repr)
def test_anything_else_in_the_signed_header_is_refused(world: World, extra: dict[str, Any]) -> None:
    assert type(refused(world, world.sealed(world.signed(world.wire_envelope(), **extra)))) is HeaderRefused


@pytest.mark.parametrize(
    "extra", [*EXTRA, {"zip": "DEF"}, {"apu": "AAAA"}, {"apv": "AAAA"}, {"iv": "AAAA"}, {"p2c": 10**9}], ids=repr
)
def test_anything_else_in_the_sealed_header_is_refused(world: World, extra: dict[str, Any]) -> None:
    error = refused(world, world.sealed(world.signed(world.wire_envelope()), **extra))
    assert type(error) is HeaderRefused
    assert error.part == "sealed"


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "HS256", "RS256", "PS256", "ES384", "ES512", "EdDSA", "es256"])
def test_no_other_signature_algorithm(world: World, alg: str) -> None:
    assert type(refused(world, world.sealed(world.signed(world.wire_envelope(), alg=alg)))) is HeaderRefused


@pytest.mark.parametrize(
    "alg", ["dir", "RSA1_5", "RSA-OAEP", "A256KW", "A256GCMKW", "ECDH-ES+A128KW", "ECDH-1PU", "PBES2-HS256+A128KW"]
)
def test_no_other_key_algorithm(world: World, alg: str) -> None:
    assert type(refused(world, world.sealed(world.signed(world.wire_envelope()), alg=alg))) is HeaderRefused


@pytest.mark.parametrize("enc", ["A128GCM", "A192GCM", "A128CBC-HS256", "A256CBC-HS512", "", "none"])
def test_no_other_content_algorithm(world: World, enc: str) -> None:
    assert type(refused(world, world.sealed(world.signed(world.wire_envelope()), enc=enc))) is HeaderRefused


def test_the_public_key_is_no_hmac_secret(world: World) -> None:
    """The classic confusion: HS256 with the bytes of the public key, which everybody has."""
    pem = world.reader.plain_signing.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header, payload, _ = world.signed(world.wire_envelope(), alg="HS256").split(".")
    forged = f"{header}.{payload}.{b64(hmac.digest(pem, f'{header}.{payload}'.encode(), 'sha256') * 2)}"
    assert type(refused(world, world.sealed(forged))) is HeaderRefused


def test_a_token_without_signature_is_refused(world: World) -> None:
    header, payload, _ = world.signed(world.wire_envelope(), alg="none").split(".")
    assert type(refused(world, world.sealed(f"{header}.{payload}."))) is Truncated


def test_a_plain_envelope_inside_is_refused(world: World) -> None:
    assert isinstance(refused(world, world.sealed(compact_json(world.wire_envelope()))), Malformed)


def test_a_signed_token_that_is_not_sealed_is_refused(world: World) -> None:
    assert type(refused(world, world.signed(world.wire_envelope()))) is Truncated


def test_an_rsa_encrypted_token_is_refused(world: World) -> None:
    header = {"alg": "RSA-OAEP", "enc": "A256GCM", "kid": world.centre.decryption.kid}
    token = jwe.encrypt_compact(header, b"x", RSAKey.generate_key(2048), algorithms=["RSA-OAEP", "A256GCM"])
    assert isinstance(refused(world, token), Malformed)


@pytest.mark.parametrize(
    "epk",
    [
        {"kty": "EC", "crv": "P-384", "x": b64(bytes(48)), "y": b64(bytes(48))},
        {"kty": "OKP", "crv": "X25519", "x": b64(bytes(32))},
        {"kty": "EC", "crv": "P-256", "x": b64(bytes(32))},
        PlainKey("one-time").jwk | {"d": b64(bytes(32))},
        PlainKey("one-time").jwk | {"x": "="},
        {},
        [],
        "x",
    ],
    ids=repr,
)
def test_a_one_time_key_of_another_form_is_refused(world: World, epk: Any) -> None:
    assert type(refused(world, world.sealed(world.signed(world.wire_envelope()), epk=epk))) is HeaderRefused


@pytest.mark.parametrize("x", [b64(bytes(32)), b64(b"\xff" * 32), b64(bytes(31) + b"\x05"), "_" * 43])
def test_a_one_time_key_off_the_curve_is_refused(world: World, x: str) -> None:
    epk = PlainKey("one-time").jwk | {"x": x}
    assert type(refused(world, world.sealed(world.signed(world.wire_envelope()), epk=epk))) is NotDecryptable


def test_a_header_that_is_no_object_is_refused(world: World, right: bytes) -> None:
    rest = right.partition(b".")[2]
    for header in (b"[]", b"null", b"1", b'"x"', b"", b"{", b"\xff", b"[" * 700, b'{"alg":"ECDH-ES"}'):
        assert type(refused(world, b64(header).encode() + b"." + rest)) is HeaderRefused


def test_the_segments_of_the_outer_layer(world: World, right: bytes) -> None:
    header, _, nonce, ciphertext, tag = right.split(b".")
    wrong = {
        "an encrypted key": [header, b"AAAA", nonce, ciphertext, tag],
        "a long nonce": [header, b"", nonce + b"AAAA", ciphertext, tag],
        "no nonce": [header, b"", b"", ciphertext, tag],
        "a long tag": [header, b"", nonce, ciphertext, tag + b"A"],
        "six segments": [header, b"", nonce, ciphertext, tag, b""],
        "a line end": [header, b"", nonce, ciphertext + b"\n", tag],
        "padding": [header, b"", nonce, ciphertext + b"==", tag],
        "a plus sign": [header, b"", nonce, ciphertext[:-1] + b"+", tag],
        "an impossible length": [header, b"", nonce, ciphertext[: len(ciphertext) // 4 * 4] + b"A", tag],
        "not ASCII": [header, b"", nonce, ciphertext[:-2] + "あ".encode(), tag],
    }
    for name, segments in wrong.items():
        assert type(refused(world, b".".join(segments))) is Malformed, name
    assert type(refused(world, b".".join([header, b"", nonce, b"", tag]))) is NotDecryptable


def test_an_empty_content_is_refused(world: World) -> None:
    assert type(refused(world, world.sealed(b""))) is Truncated


def test_the_segments_of_the_inner_layer(world: World) -> None:
    header, payload, signature = world.signed(world.wire_envelope()).split(".")
    assert type(refused(world, world.sealed(f"{header}.{payload}.{signature}A"))) is Malformed
    assert type(refused(world, world.sealed(f"{header}.{payload}.{signature}."))) is Malformed
    assert type(refused(world, world.sealed(f"{header}..{signature}"))) is BadSignature
    assert type(refused(world, world.sealed(f"{header}.{payload}.{'A' * 86}"))) is BadSignature
    assert type(refused(world, world.sealed(f"{header}.{payload[:-4]}.{signature}"))) is BadSignature


def test_a_signature_has_one_spelling_only(world: World) -> None:
    """86 characters carry 516 bits for 512: the last four must be zero, or one signature had 16 forms."""
    signed = world.signed(world.wire_envelope())
    last = ALPHABET.index(signed[-1].encode())
    for spare in range(1, 16):
        other = signed[:-1] + chr(ALPHABET[last | spare])
        assert unb64(other.split(".")[2]) == unb64(signed.split(".")[2])
        assert type(refused(world, world.sealed(other))) is Malformed


def test_r_or_s_of_zero_or_more_than_the_order_is_refused(world: World) -> None:
    header, payload, _ = world.signed(world.wire_envelope()).split(".")
    for value in (bytes(64), b"\xff" * 64, bytes(32) + b"\xff" * 32, b"\1" + bytes(63)):
        assert type(refused(world, world.sealed(f"{header}.{payload}.{b64(value)}"))) is BadSignature


def test_signatures_over_messages_and_key_sets_are_kept_apart(world: World) -> None:
    key = world.reader.signing
    for made, wanted in ((MESSAGE_TYPE, KEYSET_TYPE), (KEYSET_TYPE, MESSAGE_TYPE)):
        token = sign(b"{}", key, made)
        assert verify(token, {key.kid: key.public()}, made) == (b"{}", key.public())
        with pytest.raises(HeaderRefused):
            verify(token, {key.kid: key.public()}, wanted)
    with pytest.raises(HeaderRefused):
        open_keyset(sign(b"{}", key, MESSAGE_TYPE), key.public(), 0)


def test_the_headers_that_the_product_writes(world: World) -> None:
    token = seal(world.envelope(ChallengeRequest()), world.reader.signing, world.centre.decryption.public())
    header = json.loads(unb64(token.decode().partition(".")[0]))
    epk = header.pop("epk")
    assert header == world.sealed_header()
    assert sorted(epk) == ["crv", "kty", "x", "y"]
    signed = sign(b"x", world.reader.signing, MESSAGE_TYPE).decode()
    assert json.loads(unb64(signed.partition(".")[0])) == world.signed_header()


def test_a_repeated_one_time_key_or_nonce_is_no_way_in(world: World) -> None:
    """The tag of one token never fits the content of another, even under the same header."""
    first, second = (world.sealed(world.signed(world.wire_envelope(subject=name))) for name in ("a", "b"))
    mixed = first.rpartition(b".")[0] + b"." + second.rpartition(b".")[2]
    assert type(refused(world, mixed)) is NotDecryptable


def test_a_token_for_one_recipient_renamed_to_another(world: World) -> None:
    signed = world.signed(world.wire_envelope()).encode()
    token = encrypt(world.sealed_header(kid=world.stranger.decryption.kid), signed, world.stranger.plain_decryption)
    header = json.loads(unb64(token.partition(".")[0])) | {"kid": world.centre.decryption.kid}
    renamed = b64(compact_json(header)) + "." + token.partition(".")[2]
    assert type(refused(world, renamed)) is NotDecryptable
