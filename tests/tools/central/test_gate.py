"""What must not get past the centre's gate: strangers, foreign keys, foreign topics, damaged and hostile bytes."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware.messages.codec import encode_data
from firmware.messages.keys import DecryptionKey, SigningKey
from firmware.messages.schema import (
    Acknowledgement,
    ChallengeGiven,
    ChallengeRequest,
    RecordRefusal,
    Refusal,
    RefusalReason,
    UsageRecord,
)
from firmware.messages.sealing import seal
from tests.tools.central.world import NOW, World
from tools.central.register import Device
from tools.central.store import fill_register


def dropped(world: World, topic: str, body: bytes, code: str) -> None:
    before = dict(world.centre.counts)
    assert world.centre.handle(topic, body) is None
    assert world.centre.counts[f"dropped.{code}"] == before.get(f"dropped.{code}", 0) + 1


@pytest.mark.parametrize(
    "topic",
    [
        "uketsuke/v1/13/demo-reader-1",
        "uketsuke/v1/13/demo-reader-1/up/other",
        "uketsuke/v2/13/demo-reader-1/up/elig",
        "uketsuke/v1/48/demo-reader-1/up/elig",
        "uketsuke/v1/13/DEMO/up/elig",
        "uketsuke/v1/+/+/up/elig",
        "$SYS/broker",
        "",
    ],
)
def test_topics_that_are_none_of_ours(world: World, topic: str) -> None:
    dropped(world, topic, b"", "bad_topic")


@pytest.mark.parametrize(
    ("topic", "code"),
    [
        ("uketsuke/v1/13/demo-reader-9/up/elig", "device_unknown"),
        ("uketsuke/v1/27/demo-reader-1/up/elig", "device_in_other_region"),
        ("uketsuke/v1/13/demo-reader-1/up/cmd", "branch_not_served"),
        ("uketsuke/v1/13/demo-reader-1/dn/elig", "branch_not_served"),
    ],
)
def test_devices_and_branches_that_are_not_served(world: World, topic: str, code: str) -> None:
    dropped(world, topic, world.reader.sealed(ChallengeRequest()), code)


def test_a_blocked_device_gets_no_answer_at_once(world: World) -> None:
    world.nonce()
    blocked = msgspec.structs.replace(world.reader.record(), standing="blocked")
    fill_register(world.repository, (blocked,), ())
    dropped(world, world.reader.topic(), world.reader.sealed(ChallengeRequest()), "device_blocked")
    dropped(world, world.reader.topic("state"), b'{"state":"online"}', "device_blocked")


def test_a_device_with_new_keys_is_known_by_them_at_once(world: World) -> None:
    world.nonce()
    old = world.reader.sealed(ChallengeRequest())
    renewed = world.new_reader("demo-reader-1", "13")
    fill_register(world.repository, (renewed.record(),), ())
    dropped(world, renewed.topic(), old, "UnknownSigner")
    answer = world.centre.handle(renewed.topic(), renewed.sealed(ChallengeRequest()))
    assert isinstance(renewed.message(answer), ChallengeGiven)


def test_a_device_whose_keys_cannot_be_read_is_not_served(world: World) -> None:
    broken = Device("demo-reader-1", "13", {"kty": "RSA"}, {"kty": "EC"})
    fill_register(world.repository, (broken,), ())
    dropped(world, world.reader.topic(), b"", "device_key_unusable")


def test_a_device_under_the_topic_of_another_is_refused(world: World) -> None:
    dropped(world, world.other.topic(), world.reader.sealed(ChallengeRequest()), "UnknownSigner")


def test_a_message_about_another_device_is_refused(world: World) -> None:
    body = world.reader.sealed(ChallengeRequest(), device="demo-reader-2")
    dropped(world, world.reader.topic(), body, "device_not_sender")


def test_a_message_signed_by_a_stranger_is_refused(world: World) -> None:
    stranger = SigningKey.generate(world.reader.device)
    envelope = world.reader.envelope(ChallengeRequest(), kid=stranger.kid)
    dropped(world, world.reader.topic(), seal(envelope, stranger, world.decryption.public()), "UnknownSigner")


def test_a_message_for_another_centre_is_refused(world: World) -> None:
    elsewhere = DecryptionKey.generate("centre")
    body = seal(world.reader.envelope(ChallengeRequest()), world.reader.signing, elsewhere.public())
    dropped(world, world.reader.topic(), body, "UnknownRecipientKey")


def test_a_message_past_its_end_is_refused(world: World) -> None:
    body = world.reader.sealed(ChallengeRequest(), expirytime=world.clock.now())
    assert world.centre.handle(world.reader.topic(), body) is not None
    world.clock.advance(1)
    dropped(world, world.reader.topic(), world.reader.sealed(ChallengeRequest(), expirytime=NOW), "Expired")


def refuses(world: World, **changes: object) -> None:
    assert world.ask(ChallengeRequest(), **changes) == Refusal(RefusalReason.CENTRE_FAILED)  # type: ignore[arg-type]  # of any field


def test_a_known_device_that_talks_nonsense_is_told_so(world: World) -> None:
    refuses(world, type="uketsuke.challenge_request.v9")
    refuses(world, type="uketsuke.nonsense.v1")
    refuses(world, type="uketsuke.register_request.v1", data=msgspec.Raw(b'{"my_number":"1"}'))
    refuses(world, type="uketsuke.identify_request.v1")
    refuses(world, type="uketsuke.usage_record.v1", data=encode_data(UsageRecord("done")))
    refuses(world, type="uketsuke.refusal.v1", data=encode_data(Refusal(RefusalReason.CENTRE_FAILED)))


def test_a_request_without_a_visit_is_refused(world: World) -> None:
    assert world.ask(ChallengeRequest(), "") == Refusal(RefusalReason.VISIT_UNKNOWN)


def test_events_that_are_no_usage_are_dropped(world: World) -> None:
    topic = world.reader.topic("up/evt")
    dropped(world, topic, world.reader.sealed(ChallengeRequest()), "event_not_served")
    no_record = encode_data(ChallengeRequest())
    dropped(world, topic, world.reader.sealed(UsageRecord("done"), data=no_record), "MalformedMessage")


@pytest.mark.parametrize(("type_", "code"), [("usage_record.v9", "UnknownVersion"), ("audit_record.v1", "UnknownType")])
def test_a_record_that_this_centre_does_not_know_is_refused_for_good(world: World, type_: str, code: str) -> None:
    topic, record_id = world.reader.topic("up/evt"), world.reader.new_id()
    body = world.reader.sealed(UsageRecord("done"), id=record_id, type=f"uketsuke.{type_}")
    answer = world.centre.handle(topic, body)
    assert answer is not None
    assert answer.topic.endswith("/dn/ack")
    assert world.reader.opened(answer).correlationid == record_id
    assert world.reader.message(answer) == Acknowledgement(refused=RecordRefusal.UNKNOWN)
    assert world.rows("usage") == []
    assert world.centre.counts[f"refused.record.{code}"] == 1


def test_a_usage_record_may_have_no_visit(world: World) -> None:
    body = world.reader.sealed(UsageRecord("done"), "")
    assert world.centre.handle(world.reader.topic("up/evt"), body) is not None


Damage = Callable[[bytes, int, int], bytes]
DAMAGES: list[Damage] = [
    lambda body, place, value: body[:place],
    lambda body, place, value: body[:place] + bytes([value]) + body[place + 1 :],
    lambda body, place, value: body[:place] + bytes([value]) + body[place:],
    lambda body, place, value: body[place:] + body[:place],
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(damage=st.sampled_from(DAMAGES), place=st.integers(1, 900), value=st.integers(0, 255))
def test_damaged_bytes_are_dropped(world: World, damage: Damage, place: int, value: int) -> None:
    body = world.reader.sealed(ChallengeRequest())
    damaged = damage(body, place % len(body), value)
    if damaged != body:
        assert world.centre.handle(world.reader.topic(), damaged) is None


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(topic=st.sampled_from(["up/elig", "up/evt", "state", "info", "tel"]), body=st.binary(max_size=200))
def test_any_bytes_are_dropped(world: World, topic: str, body: bytes) -> None:
    assert world.centre.handle(world.reader.topic(topic), body) is None


def test_oversized_bytes_are_dropped(world: World) -> None:
    dropped(world, world.reader.topic(), b"x" * 65537, "TooLarge")
    dropped(world, world.reader.topic("tel"), b'{"a":"' + b"x" * 9000 + b'"}', "clear_too_large")
