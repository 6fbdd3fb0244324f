"""Hostile bytes: whatever comes in, only errors of the wire come out, and nothing altered is ever accepted.

Four places where a stranger can change something: the token on its way (needs nothing), the signed part before it is
encrypted (needs our public key), the envelope before it is signed and the data (needs a stolen reader). Each test runs
a seeded sample here and its full count in `make prove`.
"""

import base64
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from firmware.messages.codec import decode_data
from firmware.messages.envelope import Envelope
from firmware.messages.errors import MessageError, Truncated
from firmware.messages.keyset import open_keyset
from firmware.messages.sealing import MAX_SEALED_BYTES, sign
from firmware.messages.tokens import KEYSET_TYPE
from tests.firmware.messages.test_keyset import ROLLING, ROOT, signed_json
from tests.firmware.messages.test_keyset import plain as plain_keyset
from tests.firmware.messages.world import World

SEED = 20260401
SAMPLE = 150
FULL = 25_000
B64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
ODD = [b".", b"=", b"\0", b"\n", b"\xff", b"{", b"}", b'"', b"\\u0000", b"\\ud800", b"null", b"1e999", b"[" * 600]
VALUES: list[Any] = [None, True, 0, -1, 2**64, 1.5, "", "x" * 5000, "\0", "\ud800", [], {}, [[]], "uketsuke.refusal.v1"]

counts = pytest.mark.parametrize(
    "count", [pytest.param(SAMPLE, id="sample"), pytest.param(FULL, id="full", marks=pytest.mark.prove)]
)


def mutated(chance: random.Random, original: bytes, other: bytes) -> bytes:
    """One to three small changes, or a splice with `other`."""
    data = bytearray(original)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data) + 1)
        length = chance.choice((1, 1, 2, 8, 64))
        match chance.randrange(8):
            case 0 if at < len(data):
                data[at] ^= 1 << chance.randrange(8)
            case 1 if at < len(data):
                data[at] = chance.choice(B64)
            case 2:
                del data[at : at + length]
            case 3:
                data[at:at] = chance.randbytes(length)
            case 4:
                data[at:at] = chance.choice(ODD)
            case 5:
                data[at:at] = data[at : at + length]
            case 6:
                data[at : at + length] = other[at : at + length]
            case _:
                cut = chance.randrange(len(other) + 1)
                data[at:] = other[cut:]
    return bytes(data)


def mutated_json(chance: random.Random, value: Any) -> Any:
    """One field replaced, added, dropped or renamed, anywhere."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        name = chance.choice(sorted(value))
        changed = dict(value)
        match chance.randrange(5):
            case 0:
                changed[name] = chance.choice(VALUES)
            case 1:
                changed[chance.choice(("x", "\0", name + " ", name.upper()))] = changed[name]
            case 2:
                del changed[name]
            case _:
                changed[name] = mutated_json(chance, value[name])
        return changed
    if isinstance(value, list) and value and chance.random() < 0.9:
        at = chance.randrange(len(value))
        return [*value[:at], mutated_json(chance, value[at]), *value[at + 1 :]]
    if isinstance(value, str) and chance.random() < 0.7:
        return mutated(chance, value.encode(), b"2026-13-45T99:99:99Z").decode("utf-8", "surrogateescape")
    return chance.choice(VALUES)


def to_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def outcome(open_it: Callable[[bytes], Any], token: bytes) -> Any:
    """What it gives, or the class of the MessageError; any other exception fails the test by itself."""
    try:
        return open_it(token)
    except MessageError as error:
        return type(error)


def tokens(world: World) -> tuple[bytes, bytes]:
    first = world.sealed(world.signed(world.wire_envelope()))
    second = world.sealed(
        world.signed(world.wire_envelope(type="uketsuke.refusal.v1", data={"reason": "cannot_be_used"}, subject="v"))
    )
    return first, second


@counts
def test_a_token_changed_on_its_way_never_opens(world: World, count: int) -> None:
    chance = random.Random(SEED)
    originals = tokens(world)
    for _ in range(count):
        token, other = chance.sample(originals, 2)
        changed = mutated(chance, token, other)
        if changed not in originals:
            assert isinstance(outcome(world.open, changed), type), changed


@counts
def test_a_signed_part_changed_before_encryption_never_opens(world: World, count: int) -> None:
    chance = random.Random(SEED + 1)
    originals = [world.signed(world.wire_envelope(subject=name)).encode() for name in ("a", "b")]
    for _ in range(count):
        signed, other = chance.sample(originals, 2)
        changed = mutated(chance, signed, other)
        if changed not in originals:
            assert isinstance(outcome(world.open, world.sealed(changed)), type), changed


def test_every_header_of_the_signed_part_is_read_before_any_cryptography(world: World) -> None:
    chance = random.Random(SEED + 2)
    _, payload, signature = world.signed(world.wire_envelope()).split(".")
    right = world.signed_header() | {"crit": ["b64"], "b64": False, "jwk": {"kty": "oct", "k": "AA"}}
    for _ in range(SAMPLE):
        header = base64.urlsafe_b64encode(to_bytes(mutated_json(chance, right))).rstrip(b"=").decode()
        token = world.sealed(f"{header}.{payload}.{signature}")
        assert isinstance(outcome(world.open, token), type)


@counts
def test_an_envelope_that_a_stolen_reader_signs_gives_an_envelope_or_an_error(world: World, count: int) -> None:
    chance = random.Random(SEED + 3)
    right = world.wire_envelope(
        type="uketsuke.usage_record.v1",
        data={"outcome": "completed", "method": "pin", "started": "2026-04-01T09:00:00Z", "steps_ms": {"a": 1}},
        expirytime="2026-05-01T09:00:00Z",
        correlationid=world.wire_envelope()["id"],
    )
    accepted = 0
    for _ in range(count):
        payload = to_bytes(mutated_json(chance, right))
        if chance.random() < 0.3:
            payload = mutated(chance, payload, to_bytes(right))
        token = world.sealed(world.signed(payload))
        result = outcome(lambda token: decode_data(world.open(token)), token)
        accepted += not isinstance(result, type)
    assert 0 < accepted < count, "the mutations are all too mild or all too wild to test anything"


@counts
def test_random_bytes_never_open(world: World, count: int) -> None:
    chance = random.Random(SEED + 4)
    for _ in range(count):
        size = chance.choice((0, 1, 5, 100, 2000))
        noise = chance.randbytes(size) if chance.random() < 0.5 else bytes(chance.choices(B64 + b"..", k=size))
        assert isinstance(outcome(world.open, noise), type)
        inner = world.sealed(noise) if chance.random() < 0.1 else noise
        assert isinstance(outcome(world.open, inner), type)


@counts
def test_a_key_set_changed_on_its_way_never_opens(world: World, count: int) -> None:
    chance = random.Random(SEED + 5)
    value = plain_keyset(ROLLING)
    token, other = signed_json(value), tokens(world)[0]
    for _ in range(count):
        changed = mutated(chance, token, other)
        if changed != token:
            assert isinstance(outcome(open_root_keyset, changed), type)
        if chance.random() < 0.1:
            own = sign_any(mutated_json(chance, value))
            outcome(open_root_keyset, own)


def open_root_keyset(token: bytes) -> Any:
    return open_keyset(token, ROOT.public(), 0)


def sign_any(value: Any) -> bytes:
    return sign(to_bytes(value), ROOT, KEYSET_TYPE)


def test_a_token_cut_at_any_position_is_truncated(world: World) -> None:
    token, _ = tokens(world)
    for end in range(len(token)):
        assert outcome(world.open, token[:end]) is Truncated, end


@pytest.mark.parametrize("step", [pytest.param(9, id="sample"), pytest.param(1, id="full", marks=pytest.mark.prove)])
def test_a_signed_part_cut_at_any_position_is_truncated(world: World, step: int) -> None:
    signed = world.signed(world.wire_envelope())
    for end in range(0, len(signed), step):
        assert outcome(world.open, world.sealed(signed[:end])) is Truncated, end


@pytest.mark.parametrize("step", [pytest.param(9, id="sample"), pytest.param(1, id="full", marks=pytest.mark.prove)])
def test_a_token_with_any_one_character_changed_never_opens(world: World, step: int) -> None:
    token, _ = tokens(world)
    for at in range(0, len(token), step):
        for new in {token[at] ^ 1, B64[(B64.find(token[at]) + 1) % 64]} - {token[at]}:
            changed = token[:at] + bytes((new,)) + token[at + 1 :]
            assert isinstance(outcome(world.open, changed), type), at


def test_the_largest_hostile_tokens_are_refused_without_harm(world: World) -> None:
    dots = b"." * MAX_SEALED_BYTES
    nested = b"[" * 40000
    for content in (dots, nested, nested + b".." + b"A" * 86, b'{"' * 20000):
        assert isinstance(outcome(world.open, content), type)
    for inner in (b"[" * 20000, b'{"a":' * 7000, b'"' + b"\\u0000" * 5000, b"9" * 20000, b'{"data":' + b"9" * 20000):
        token = world.sealed(world.signed(inner))
        assert len(token) <= MAX_SEALED_BYTES
        assert isinstance(outcome(lambda token: decode_data(world.open(token)), token), type)


def test_the_harness_itself_accepts_what_is_right(world: World) -> None:
    for token in tokens(world):
        assert isinstance(outcome(world.open, token), Envelope)
