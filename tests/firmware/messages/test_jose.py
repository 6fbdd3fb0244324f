"""The cryptography of the wire beside joserfc, which knows nothing of this wire: each understands the other."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwe, jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from firmware.messages.envelope import decode_envelope, encode_envelope
from firmware.messages.schema import Message
from firmware.messages.sealing import seal
from tests.firmware.messages.examples import EXAMPLES
from tests.firmware.messages.make_vectors import DIRECTORY
from tests.firmware.messages.world import World

SIGNATURES = jws.JWSRegistry(algorithms=["ES256"])
ENCRYPTIONS = jwe.JWERegistry(algorithms=["ECDH-ES", "A256GCM"])
TIMES = 40
"""Numbers that begin with a zero byte come once in 256; several of each token are made so that some have them."""


def library_key(raw: ec.EllipticCurvePrivateKey) -> ECKey:
    return ECKey(raw, raw)


def opened_by_library(token: bytes, recipient: ECKey, signer: ECKey) -> bytes:
    sealed = jwe.decrypt_compact(token, recipient, registry=ENCRYPTIONS)
    assert sealed.plaintext is not None
    return jws.deserialize_compact(sealed.plaintext, signer, registry=SIGNATURES).payload


def sealed_by_library(world: World, payload: bytes) -> bytes:
    signer, recipient = library_key(world.reader.plain_signing.private), library_key(world.centre.decryption.raw)
    signed = jws.serialize_compact(world.signed_header(), payload, signer, registry=SIGNATURES)
    return jwe.encrypt_compact(world.sealed_header(), signed.encode(), recipient, registry=ENCRYPTIONS).encode()


@pytest.mark.parametrize("message", EXAMPLES, ids=lambda message: type(message).__name__)
def test_the_library_opens_what_we_seal(world: World, message: Message) -> None:
    envelope = world.envelope(message)
    token = seal(envelope, world.reader.signing, world.centre.decryption.public())
    recipient, signer = library_key(world.centre.decryption.raw), library_key(world.reader.signing.raw)
    assert decode_envelope(opened_by_library(token, recipient, signer)) == envelope


@pytest.mark.parametrize("message", EXAMPLES, ids=lambda message: type(message).__name__)
def test_we_open_what_the_library_seals(world: World, message: Message) -> None:
    envelope = world.envelope(message)
    assert world.open(sealed_by_library(world, encode_envelope(envelope))) == envelope


def test_both_agree_whatever_the_numbers_begin_with(world: World) -> None:
    envelope = world.envelope(EXAMPLES[0])
    recipient, signer = library_key(world.centre.decryption.raw), library_key(world.reader.signing.raw)
    for _ in range(TIMES):
        token = seal(envelope, world.reader.signing, world.centre.decryption.public())
        assert decode_envelope(opened_by_library(token, recipient, signer)) == envelope
        assert world.open(sealed_by_library(world, encode_envelope(envelope))) == envelope


def test_the_library_refuses_another_recipient_and_another_signer(world: World) -> None:
    token = seal(world.envelope(EXAMPLES[0]), world.reader.signing, world.centre.decryption.public())
    right, wrong = library_key(world.centre.decryption.raw), library_key(world.stranger.decryption.raw)
    with pytest.raises(JoseError):
        opened_by_library(token, wrong, library_key(world.reader.signing.raw))
    with pytest.raises(JoseError):
        opened_by_library(token, right, wrong)


def vectors(name: str) -> Any:
    return json.loads((DIRECTORY / name).read_text())


KEYS = {entry["name"]: entry for entry in vectors("keys.json")}


def vector_key(name: str) -> ECKey:
    return ECKey.import_key(dict(KEYS[name]["jwk"]))


def test_the_library_opens_the_vector_of_the_key_set() -> None:
    right = vectors("keyset.json")["right"]
    payload = jws.deserialize_compact(right["token"], vector_key("root-signing"), registry=SIGNATURES).payload
    assert json.loads(payload) == right["keyset"]


@pytest.mark.parametrize("vector", vectors("sealed.json"), ids=lambda vector: str(vector["name"]))
def test_the_library_opens_every_vector(vector: Any) -> None:
    by_kid = {KEYS[name]["kid"]: vector_key(name) for name in (*vector["own_keys"], *vector["accepted_signers"])}

    def key(part: Any) -> ECKey:
        return by_kid[part.headers()["kid"]]

    sealed = jwe.decrypt_compact(vector["token"], key, registry=ENCRYPTIONS)
    assert sealed.plaintext is not None
    payload = jws.deserialize_compact(sealed.plaintext, key, registry=SIGNATURES).payload
    assert json.loads(payload) == vector["envelope"]
