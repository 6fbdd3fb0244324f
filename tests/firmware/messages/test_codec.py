"""Messages to data and back: every type, its name, and what is refused."""

import json

import msgspec
import pytest

from firmware.messages import schema
from firmware.messages.codec import CODEC, CURRENT_VERSION, SERVED, VERSION_1, decode_data, encode_data, type_name
from firmware.messages.errors import MalformedMessage, UnknownField, UnknownType, UnknownVersion
from firmware.messages.schema import Message
from tests.firmware.messages.examples import EXAMPLES
from tests.firmware.messages.world import World, data_of

TYPE_NAMES = {
    "uketsuke.challenge_request.v1",
    "uketsuke.challenge_given.v1",
    "uketsuke.terminal_auth_request.v1",
    "uketsuke.terminal_auth_given.v1",
    "uketsuke.identify_request.v1",
    "uketsuke.register_request.v1",
    "uketsuke.identified.v1",
    "uketsuke.inquire_request.v1",
    "uketsuke.reader_answer.v1",
    "uketsuke.refusal.v1",
    "uketsuke.usage_record.v1",
    "uketsuke.acknowledgement.v1",
}


def message_classes() -> set[type[Message]]:
    found = {item for item in vars(schema).values() if isinstance(item, type) and issubclass(item, Message)}
    parts = {schema.ConsentAnswer, schema.FaceAttestation, schema.StaffAttestation}
    return found - {schema.Message, schema.Private} - parts


def test_the_names_on_the_wire_are_pinned() -> None:
    assert {type_name(example) for example in EXAMPLES} == TYPE_NAMES
    assert (CURRENT_VERSION, SERVED) == (1, (1,))


def test_every_message_has_a_name_and_an_example() -> None:
    assert set(VERSION_1.structs.values()) == message_classes() == {type(example) for example in EXAMPLES}


def test_every_message_refuses_unknown_fields() -> None:
    for struct in message_classes():
        assert struct.__struct_config__.forbid_unknown_fields, struct
        assert struct.__struct_config__.frozen, struct


@pytest.mark.parametrize("message", EXAMPLES, ids=lambda message: type(message).__name__)
def test_what_is_encoded_is_decoded(world: World, message: Message) -> None:
    assert decode_data(world.envelope(message)) == (message, 1)


@pytest.mark.parametrize("message", EXAMPLES, ids=lambda message: type(message).__name__)
def test_an_unknown_field_is_refused_in_every_type(world: World, message: Message) -> None:
    data = data_of(world.envelope(message)) | {"山田太郎": "1980-01-01"}
    with pytest.raises(UnknownField) as caught:
        decode_data(world.envelope(message, data=msgspec.Raw(json.dumps(data).encode())))
    assert (caught.value.part, caught.value.path) == ("data", "$")
    assert "山田" not in str(caught.value)


def test_an_unknown_field_further_down_is_found(world: World) -> None:
    message = schema.InquireRequest((schema.ConsentAnswer(schema.ConsentItem.MEDICINE, schema.Consent.YES),))
    data = b'{"answers":[{"item":"YZK","answer":"yes","why":"canary"}]}'
    with pytest.raises(UnknownField) as caught:
        decode_data(world.envelope(message, data=msgspec.Raw(data)))
    assert caught.value.path == "$.answers[0]"


@pytest.mark.parametrize(
    "name",
    [
        "uketsuke.identified",
        "uketsuke.identified.v",
        "uketsuke.identified.v01",
        "uketsuke.identified.v0",
        "uketsuke.Identified.v1",
        "uketsuke.no_such.v1",
        "other.identified.v1",
        "uketsuke.identified.v1\n",
        "uketsuke.identified.v１",
        "",
    ],
)
def test_types_that_do_not_exist(world: World, name: str) -> None:
    with pytest.raises(UnknownType) as caught:
        decode_data(world.envelope(schema.ChallengeRequest(), type=name))
    assert caught.value.type_name == name


@pytest.mark.parametrize("version", [2, 9, 9999])
def test_versions_that_are_not_served(world: World, version: int) -> None:
    with pytest.raises(UnknownVersion) as caught:
        decode_data(world.envelope(schema.ChallengeRequest(), type=f"uketsuke.challenge_request.v{version}"))
    assert (caught.value.version, caught.value.served) == (version, (1,))
    with pytest.raises(UnknownVersion):
        type_name(schema.ChallengeRequest(), version)
    with pytest.raises(UnknownVersion):
        encode_data(schema.ChallengeRequest(), version)


def test_a_class_that_is_no_message_of_the_wire_has_no_name() -> None:
    with pytest.raises(UnknownType):
        type_name(schema.Message())


@pytest.mark.parametrize(
    ("type_", "data", "path"),
    [
        ("challenge_given", b'{"nonce":"AAAA","centre_time":"2026-04-01T09:00:00Z"}', "$.nonce"),
        (
            "challenge_given",
            b'{"nonce":"AAAAAAAAAAAAAAAAAAAAAA==","centre_time":"2026-04-01T09:00:00"}',
            "$.centre_time",
        ),
        ("identified", b'{"registered":1}', "$.registered"),
        ("identified", b"{}", "$"),
        ("identified", b'{"registered":true,"items":["XYZ"]}', "$.items[0]"),
        ("reader_answer", b'{"validity":"9"}', "$.validity"),
        ("reader_answer", b'{"validity":"1","ratio":101}', "$.ratio"),
        ("reader_answer", b'{"validity":"1","limit":"Yamada Taro"}', "$.limit"),
        ("refusal", b"[]", "$"),
        ("refusal", b"null", "$"),
        ("usage_record", '{"outcome":"山田太郎"}'.encode(), "$.outcome"),
        ("usage_record", b'{"outcome":"completed","steps_ms":{"a":-1}}', "$.steps_ms[...]"),
        ("usage_record", b'{"outcome":"completed","steps_ms":{"Yamada Taro":1}}', "key"),
        ("usage_record", b'{"outcome":"completed","started":"2026-04-01"}', "$.started"),
        ("acknowledgement", b"{", "$"),
        ("acknowledgement", b"", "$"),
        ("acknowledgement", b"\xff", "$"),
        ("usage_record", b'{"outcome":"\xff"}', "$"),
        ("inquire_request", b'{"answers":' + b"[" * 20000, "$"),
        (
            "inquire_request",
            b'{"answers":[' + b'{"item":"YZK","answer":"no"},' * 16 + b'{"item":"YZK","answer":"no"}]}',
            "$.answers",
        ),
    ],
)
def test_data_of_another_form(type_: str, data: bytes, path: str) -> None:
    with pytest.raises(MalformedMessage) as caught:
        CODEC.decode(f"uketsuke.{type_}.v1", msgspec.Raw(data))
    assert not isinstance(caught.value, UnknownField)
    assert path in caught.value.path
    assert "amada" not in str(caught.value)
    assert caught.value.__context__ is None


FACE = {
    "method": "face", "visit": "v", "device": "d", "score": 0.4, "threshold": 0.5, "model": "ab" * 32,
    "calibration": "site", "liveness": "passed",
}  # fmt: skip
STAFF = {"method": "staff", "visit": "v", "device": "d", "staff": "0042"}


@pytest.mark.parametrize(
    ("attestation", "path"),
    [
        (FACE | {"score": -0.1}, "$.attestation.score"),
        (FACE | {"score": 4.1}, "$.attestation.score"),
        (FACE | {"score": None}, "$.attestation.score"),
        (FACE | {"score": "0.4"}, "$.attestation.score"),
        (FACE | {"threshold": 1e300}, "$.attestation.threshold"),
        (FACE | {"model": "yunet"}, "$.attestation.model"),
        (FACE | {"model": "AB" * 32}, "$.attestation.model"),
        (FACE | {"calibration": "山田医院"}, "$.attestation.calibration"),
        (FACE | {"liveness": "yes"}, "$.attestation.liveness"),
        (FACE | {"quality": ["Yamada Taro"]}, "$.attestation.quality[0]"),
        (FACE | {"quality": ["dark"] * 17}, "$.attestation.quality"),
        (FACE | {"visit": ""}, "$.attestation.visit"),
        (FACE | {"method": "pin"}, "$.attestation.method"),
        (FACE | {"method": "staff"}, "$.attestation"),
        (FACE | {"image": "AAAA"}, "$.attestation"),
        (FACE | {"staff": "00112233"}, "$.attestation"),
        (STAFF | {"staff": "yamada-taro"}, "$.attestation.staff"),
        (STAFF | {"staff": "0"}, "$.attestation.staff"),
        (STAFF | {"name": "Yamada"}, "$.attestation"),
        ({"visit": "v", "device": "d", "staff": "00112233"}, "$.attestation"),
    ],
)
def test_an_attestation_is_strict_and_has_no_room_for_a_picture_or_a_name(
    attestation: dict[str, object], path: str
) -> None:
    data = {"card_challenge": "AAAAAAAAAAA=", "nonce": "A" * 22 + "==", "attestation": attestation}
    assert schema.TerminalAuthRequest in VERSION_1.structs.values()
    CODEC.decode("uketsuke.terminal_auth_request.v1", msgspec.Raw(json.dumps(data | {"attestation": FACE}).encode()))
    with pytest.raises(MalformedMessage) as caught:
        CODEC.decode("uketsuke.terminal_auth_request.v1", msgspec.Raw(json.dumps(data).encode()))
    assert caught.value.path == path
    assert "amada" not in str(caught.value)


@pytest.mark.parametrize("size", [7, 65])
def test_a_card_challenge_has_eight_to_sixty_four_bytes(size: int) -> None:
    attestation = msgspec.convert(STAFF, schema.StaffAttestation)
    with pytest.raises(MalformedMessage):
        encode_data(schema.TerminalAuthRequest(bytes(size), bytes(16), attestation))


def test_a_value_out_of_bounds_is_found_before_it_is_sent() -> None:
    with pytest.raises(MalformedMessage) as caught:
        encode_data(schema.ReaderAnswer(schema.Validity.VALID, limit="山田太郎"))
    assert caught.value.path == "$.limit"


@pytest.mark.parametrize("message", EXAMPLES, ids=lambda message: type(message).__name__)
def test_what_concerns_the_patient_is_not_in_a_repr(message: Message) -> None:
    if isinstance(message, schema.Private):
        assert repr(message) == f"{type(message).__name__}(***)"
    else:
        assert type(message).__name__ in repr(message)
