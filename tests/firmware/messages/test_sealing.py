"""Sealing and opening: what is right comes through, everything else has its own error."""

import traceback
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from firmware.messages.codec import decode_data
from firmware.messages.envelope import CENTRE
from firmware.messages.errors import (
    Expired,
    MalformedMessage,
    MessageError,
    TooLarge,
    UnknownSigner,
    WrongAudience,
    WrongSource,
)
from firmware.messages.replay import ReplayWindow
from firmware.messages.schema import ChallengeRequest, Message, UsageRecord
from firmware.messages.sealing import MAX_SEALED_BYTES, open_sealed, seal
from tests.firmware.messages.examples import EXAMPLES
from tests.firmware.messages.plain_jose import open_token, unb64
from tests.firmware.messages.world import NOW, READER, VISIT, World
from tests.firmware.messages.wrongs import CANARY, WRONGS, Wrong


@pytest.mark.parametrize("message", EXAMPLES, ids=lambda message: type(message).__name__)
def test_what_is_sealed_opens(world: World, message: Message) -> None:
    envelope = world.envelope(message)
    token = seal(envelope, world.reader.signing, world.centre.decryption.public())
    opened = world.open(token)
    assert opened == envelope
    assert decode_data(opened) == (message, 1)


def test_an_answer_opens_at_the_reader(world: World) -> None:
    answer = world.envelope(
        EXAMPLES[6],
        source=CENTRE,
        audience=READER,
        kid=world.centre.signing.kid,
        correlationid=world.envelope(EXAMPLES[0]).id,
    )
    token = seal(answer, world.centre.signing, world.reader.decryption.public())
    own = {world.reader.decryption.kid: world.reader.decryption}

    def signers(kid: str) -> Any:
        return world.centre.signing.public() if kid == world.centre.signing.kid else None

    assert open_sealed(token, own=own, signers=signers, audience=READER, now=None) == answer


def test_nothing_of_the_message_is_readable_outside(world: World) -> None:
    token = seal(world.envelope(UsageRecord(CANARY)), world.reader.signing, world.centre.decryption.public())
    segments = [token, *(unb64(part) for part in token.decode().split("."))]
    for secret in (CANARY, READER, world.reader.signing.kid, world.envelope(EXAMPLES[0]).subject):
        assert not any(secret.encode() in segment for segment in segments)


def test_sealing_twice_never_gives_the_same_bytes(world: World) -> None:
    tokens = {
        seal(world.envelope(EXAMPLES[0]), world.reader.signing, world.centre.decryption.public()) for _ in range(8)
    }
    assert len(tokens) == 8


def test_an_old_decryption_key_still_opens(world: World) -> None:
    envelope = world.envelope(EXAMPLES[0])
    old, new = world.centre.decryption, world.other_reader.decryption
    token = seal(envelope, world.reader.signing, old.public())
    signers = {world.reader.signing.kid: world.reader.signing.public()}
    assert open_sealed(token, own={new.kid: new, old.kid: old}, signers=signers, audience=CENTRE, now=NOW) == envelope


def test_the_product_and_plain_cryptography_understand_each_other(world: World) -> None:
    by_product = seal(world.envelope(EXAMPLES[2]), world.reader.signing, world.centre.decryption.public())
    payload = open_token(by_product.decode(), world.centre.plain_decryption, world.reader.plain_signing)
    by_hand = world.sealed(world.signed(payload))
    assert world.open(by_hand) == world.open(by_product) == world.envelope(EXAMPLES[2])


# What the sender is stopped from doing.


def test_sealing_with_a_key_the_envelope_does_not_name(world: World) -> None:
    with pytest.raises(WrongSource):
        seal(world.envelope(EXAMPLES[0]), world.other_reader.signing, world.centre.decryption.public())


def test_sealing_in_another_name(world: World) -> None:
    envelope = world.envelope(EXAMPLES[0], source="demo-reader-2")
    with pytest.raises(WrongSource):
        seal(envelope, world.reader.signing, world.centre.decryption.public())


def test_sealing_to_somebody_else(world: World) -> None:
    with pytest.raises(WrongAudience):
        seal(world.envelope(EXAMPLES[0]), world.reader.signing, world.other_reader.decryption.public())


@pytest.mark.parametrize(
    ("field", "value"),
    [("id", "1"), ("subject", "山田太郎"), ("type", "identified"), ("device", ""), ("time", NOW.replace(tzinfo=None))],
)
def test_sealing_a_field_that_does_not_have_its_shape(world: World, field: str, value: Any) -> None:
    with pytest.raises(MalformedMessage) as caught:
        seal(world.envelope(EXAMPLES[0], **{field: value}), world.reader.signing, world.centre.decryption.public())
    assert caught.value.path == f"$.{field}"


def test_sealing_more_than_the_limit(world: World) -> None:
    def sized(size: int) -> bytes:
        data = msgspec.Raw(b'"' + b"x" * size + b'"')
        return seal(world.envelope(EXAMPLES[0], data=data), world.reader.signing, world.centre.decryption.public())

    assert MAX_SEALED_BYTES - 16 < len(sized(36124)) <= MAX_SEALED_BYTES
    for size in (36140, 60000):
        with pytest.raises(TooLarge) as caught:
            sized(size)
        assert caught.value.size > caught.value.limit == MAX_SEALED_BYTES


# What the receiver refuses.


def receive(world: World, token: bytes, times: int) -> None:
    window = ReplayWindow()
    for _ in range(times):
        envelope = world.open(token)
        window.seen(envelope.id, now=0)
        decode_data(envelope)


@pytest.mark.parametrize("wrong", WRONGS, ids=lambda wrong: str(wrong.name))
def test_each_wrong_has_its_own_error(world: World, wrong: Wrong) -> None:
    token = wrong.make(world)
    with pytest.raises(MessageError) as caught:
        receive(world, token, 2 if wrong.twice else 1)
    assert type(caught.value) is wrong.error
    assert {name: getattr(caught.value, name) for name in wrong.facts} == wrong.facts
    shown = "".join(traceback.format_exception(caught.value, chain=True))
    assert CANARY not in str(caught.value) + repr(caught.value)
    assert CANARY not in shown


def test_an_envelope_nested_too_deep_is_refused(world: World) -> None:
    with pytest.raises(MalformedMessage):
        world.open(world.sealed(world.signed(b'{"data":' + b"[" * 20000)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("specversion", "1.1"),
        ("id", CANARY),
        ("id", "017f22e2-79b0-4cc3-98c4-dc0c0c07398f"),
        ("source", "Yamada"),
        ("source", ...),
        ("audience", "a" * 41),
        ("device", "a/b"),
        ("device", "a\n"),
        ("type", CANARY),
        ("time", "2026-04-01 09:00"),
        ("time", "2026-04-01T09:00:00"),
        ("time", 1775034000),
        ("kid", "short"),
        ("subject", "山田 太郎"),
        ("subject", "x" * 65),
        ("correlationid", CANARY),
        ("expirytime", CANARY),
        ("data", ...),
    ],
)
def test_every_field_of_the_envelope_has_its_shape(world: World, field: str, value: Any) -> None:
    with pytest.raises(MalformedMessage) as caught:
        world.open(world.sealed(world.signed(world.wire_envelope(**{field: value}))))
    assert caught.value.part == "envelope"
    assert caught.value.path in {"$", f"$.{field}"}
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize("field", ["id", "source", "audience", "device", "type", "kid", "subject", "correlationid"])
@pytest.mark.parametrize("more", ["\n", "\0", " ", "é", "/x"])
def test_no_field_of_the_envelope_can_carry_more_than_its_shape(world: World, field: str, more: str) -> None:
    longer = world.wire_envelope(correlationid=VISIT)[field] + more
    with pytest.raises(MalformedMessage) as caught:
        world.open(world.sealed(world.signed(world.wire_envelope(**{field: longer}))))
    assert caught.value.path == f"$.{field}"


def test_expiry_is_inclusive_and_skipped_when_the_clock_is_unsure(world: World) -> None:
    token = world.sealed(world.signed(world.wire_envelope(expirytime="2026-04-01T09:00:00Z")))
    world.open(token, now=NOW)
    with pytest.raises(Expired):
        world.open(token, now=NOW + timedelta(microseconds=1))
    world.open(token, now=None)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_times_at_the_ends_of_the_calendar_do_no_harm(world: World, moment: str) -> None:
    token = world.sealed(world.signed(world.wire_envelope(expirytime=moment)))
    if moment.startswith("9"):
        world.open(token)
    else:
        with pytest.raises(Expired):
            world.open(token)


def test_a_signers_function_that_gives_the_wrong_key_is_not_trusted(world: World) -> None:
    token = seal(world.envelope(ChallengeRequest()), world.reader.signing, world.centre.decryption.public())
    own = {world.centre.decryption.kid: world.centre.decryption}
    with pytest.raises(UnknownSigner):
        open_sealed(token, own=own, signers=lambda _: world.other_reader.signing.public(), audience=CENTRE, now=NOW)
