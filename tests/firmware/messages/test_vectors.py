"""The published vectors: every one opens, or is refused, exactly as its file says."""

import hashlib
import json
from datetime import datetime
from typing import Any

import msgspec
import pytest

from firmware.messages import errors
from firmware.messages.challenge import to_be_signed
from firmware.messages.codec import CODEC, VERSION_1, decode_data
from firmware.messages.envelope import encode_envelope
from firmware.messages.errors import BadTopic, MessageError
from firmware.messages.ids import uuid7
from firmware.messages.keys import DecryptionKey, EncryptionKey, SigningKey, VerifyingKey
from firmware.messages.keyset import open_keyset
from firmware.messages.replay import ReplayWindow
from firmware.messages.schema import Message
from firmware.messages.sealing import open_sealed
from firmware.messages.topics import TopicParts, device_filter, device_topic, parse_topic
from hal.card import terminal as card_terminal
from tests.firmware.messages.make_vectors import DIRECTORY, contents


def load(name: str) -> Any:
    return json.loads((DIRECTORY / name).read_text())


KEYS = {entry["name"]: entry for entry in load("keys.json")}


def by_name(entry: Any) -> str:
    return str(entry["name"])


def public(name: str) -> dict[str, str]:
    return {member: KEYS[name]["jwk"][member] for member in ("kty", "crv", "x", "y")}


def opened(vector: Any) -> tuple[Message, int]:
    """Everything a receiver does with a token: open, look for a replay, decode."""
    own = [DecryptionKey.from_pem(KEYS[name]["pkcs8"].encode(), KEYS[name]["owner"]) for name in vector["own_keys"]]
    signers = [VerifyingKey.from_jwk(public(name), KEYS[name]["owner"]) for name in vector["accepted_signers"]]
    repeated = vector.get("token_repeats", ["", 0])
    token = vector["token"] if "token" in vector else repeated[0] * repeated[1]
    window = ReplayWindow()
    for _ in range(2 if vector.get("open_twice") else 1):
        envelope = open_sealed(
            token.encode(),
            own={key.kid: key for key in own},
            signers={key.kid: key for key in signers},
            audience=vector["audience"],
            now=datetime.fromisoformat(vector["now"]),
        )
        window.seen(envelope.id, now=0)
    if "envelope" in vector:
        plain = {name: value for name, value in json.loads(encode_envelope(envelope)).items() if value is not None}
        assert plain == vector["envelope"]
    return decode_data(envelope)


def test_the_files_are_what_the_generator_makes() -> None:
    for name, text in contents().items():
        assert (DIRECTORY / name).read_text() == text, f"{name}: run python -m tests.firmware.messages.make_vectors"
    assert {path.name for path in DIRECTORY.iterdir()} == set(contents())


@pytest.mark.parametrize("entry", KEYS.values(), ids=by_name)
def test_a_key(entry: Any) -> None:
    private, verify = (SigningKey, VerifyingKey) if entry["use"] == "sig" else (DecryptionKey, EncryptionKey)
    key: Any = private.from_pem(entry["pkcs8"].encode(), entry["owner"])
    assert key.kid == entry["kid"]
    assert key.to_pem().decode() == entry["pkcs8"]
    assert key.public().to_pem().decode() == entry["spki"]
    assert key.public() == verify.from_jwk(public(entry["name"]), entry["owner"])


@pytest.mark.parametrize("vector", load("sealed.json"), ids=by_name)
def test_a_sealed_message(vector: Any) -> None:
    message, version = opened(vector)
    assert version == vector["version"]
    assert CODEC.type_name(message, version) == vector["envelope"]["type"]
    assert json.loads(msgspec.json.encode(message)) == vector["envelope"]["data"]


def test_every_message_has_a_vector() -> None:
    assert {vector["name"] for vector in load("sealed.json")} == set(VERSION_1.structs)


@pytest.mark.parametrize("vector", load("refused.json"), ids=by_name)
def test_a_refused_message(vector: Any) -> None:
    with pytest.raises(MessageError) as caught:
        opened(vector)
    assert type(caught.value).__name__ == vector["expected_error"]


def test_every_error_of_opening_has_a_vector() -> None:
    elsewhere = {
        "MessageError",
        "ReplayWindowFull",
        "BadKey",
        "KeySetRollback",
        "KeySetGap",
        "NoValidKey",
        "BadTopic",
        "BadChallenge",
    }
    all_errors = {
        name for name, item in vars(errors).items() if isinstance(item, type) and issubclass(item, MessageError)
    }
    assert {vector["expected_error"] for vector in load("refused.json")} == all_errors - elsewhere


def test_the_key_set() -> None:
    vectors = load("keyset.json")
    root = VerifyingKey.from_jwk(public(vectors["root_key"]), "root")
    right = vectors["right"]
    keyset = open_keyset(right["token"].encode(), root, right["known_version"])
    assert json.loads(msgspec.json.encode(keyset)) == right["keyset"]
    for at in right["at"]:
        now = datetime.fromisoformat(at["now"])
        assert sorted(keyset.verifying(now)) == at["verifying"]
        assert keyset.encryption(now).kid == at["encryption"]
        assert sorted(keyset.decryption_kids(now)) == at["decryption_keys_to_hold"]


@pytest.mark.parametrize("vector", load("keyset.json")["refused"], ids=by_name)
def test_a_refused_key_set(vector: Any) -> None:
    root = VerifyingKey.from_jwk(public("root-signing"), "root")
    with pytest.raises(MessageError) as caught:
        open_keyset(vector["token"].encode(), root, vector["known_version"])
    assert type(caught.value).__name__ == vector["expected_error"]


@pytest.mark.parametrize("vector", load("challenge.json"), ids=lambda vector: str(vector["device"]))
def test_the_bytes_a_card_signs(vector: Any) -> None:
    message = to_be_signed(vector["device"], vector["visit"], bytes.fromhex(vector["nonce"]))
    assert message.hex() == vector["to_be_signed"]
    assert hashlib.sha256(message).hexdigest() == vector["sha256"]
    assert vector["digest_info"].endswith(vector["sha256"])


@pytest.mark.parametrize("vector", load("terminal.json"), ids=lambda vector: str(vector["card_challenge"][-4:]))
def test_the_bytes_that_are_signed_for_a_card(vector: Any) -> None:
    message = card_terminal.to_be_signed(bytes.fromhex(vector["card_challenge"]))
    assert message.hex() == vector["to_be_signed"]
    assert hashlib.sha256(message).hexdigest() == vector["sha256"]
    assert vector["digest_info"].endswith(vector["sha256"])


def test_topics() -> None:
    vectors = load("topics.json")
    for right in vectors["right"]:
        parts = TopicParts(right["region"], right["device"], right["branch"])
        assert device_topic(*parts) == right["topic"]
        assert parse_topic(right["topic"]) == parts
    wanted = vectors["filter"]
    assert device_filter(wanted["region"], wanted["device"]) == wanted["filter"]
    for topic in vectors["refused"]:
        with pytest.raises(BadTopic):
            parse_topic(topic)


@pytest.mark.parametrize("vector", load("ids.json"), ids=lambda vector: str(vector["id"]))
def test_an_id(vector: Any) -> None:
    time = datetime.fromisoformat(vector["time"])
    assert uuid7(time, bytes.fromhex(vector["randomness"])) == vector["id"]
