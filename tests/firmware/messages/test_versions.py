"""The mechanism of versions, on an invented registry of three of which two are served."""

from typing import Any

import msgspec
import pytest

from firmware.messages.errors import MalformedMessage, UnknownField, UnknownType, UnknownVersion
from firmware.messages.schema import Message
from firmware.messages.versions import Codec, Version


class Greeting1(Message, frozen=True):
    word: str


class Greeting2(Message, frozen=True):
    word: str
    tongue: str


class Greeting3(Message, frozen=True):
    words: tuple[str, ...]


class Ping(Message, frozen=True):
    """The same in all versions."""


class Farewell3(Message, frozen=True):
    """New in version 3."""


class Whisper2(Message, frozen=True):
    """Gone since version 3."""


REGISTRY = {
    1: Version({"greeting": Greeting1, "ping": Ping}),
    2: Version(
        {"greeting": Greeting2, "ping": Ping, "whisper": Whisper2},
        lift={"greeting": lambda old: Greeting2(old.word, "ja")},
        lower={"greeting": lambda new: Greeting1(new.word)},
    ),
    3: Version(
        {"greeting": Greeting3, "ping": Ping, "farewell": Farewell3},
        lift={"greeting": lambda old: Greeting3((old.word, old.tongue))},
        lower={"greeting": lambda new: Greeting2(new.words[0], new.words[-1])},
    ),
}


@pytest.fixture
def codec() -> Codec:
    return Codec(REGISTRY, current=3)


def raw(text: bytes) -> msgspec.Raw:
    return msgspec.Raw(text)


def test_the_current_version_and_the_one_before_are_served(codec: Codec) -> None:
    assert codec.served == (3, 2)
    assert Codec({1: REGISTRY[1]}, current=1).served == (1,)


def test_the_current_version_is_read_as_it_is(codec: Codec) -> None:
    message = codec.decode("uketsuke.greeting.v3", raw(b'{"words":["a","b"]}'))
    assert message == (Greeting3(("a", "b")), 3)


def test_the_version_before_is_lifted_to_the_current_one(codec: Codec) -> None:
    message = codec.decode("uketsuke.greeting.v2", raw(b'{"word":"a","tongue":"b"}'))
    assert message == (Greeting3(("a", "b")), 2)


def test_a_struct_that_did_not_change_needs_no_step(codec: Codec) -> None:
    assert codec.decode("uketsuke.ping.v2", raw(b"{}")) == (Ping(), 2)
    assert bytes(codec.encode(Ping(), 2)) == b"{}"


def test_older_and_newer_ones_are_refused(codec: Codec) -> None:
    for version in (1, 4):
        with pytest.raises(UnknownVersion) as caught:
            codec.decode(f"uketsuke.greeting.v{version}", raw(b'{"word":"a"}'))
        assert (caught.value.version, caught.value.served) == (version, (3, 2))


@pytest.mark.parametrize(("version", "data"), [(2, b'{"word":"a","tongue":"b"}'), (3, b'{"words":["a","b"]}')])
def test_the_answer_goes_out_in_the_version_that_was_asked_in(codec: Codec, version: int, data: bytes) -> None:
    message, asked = codec.decode(f"uketsuke.greeting.v{version}", raw(data))
    assert codec.type_name(message, asked) == f"uketsuke.greeting.v{version}"
    assert bytes(codec.encode(message, asked)) == data


def test_fields_of_one_version_are_unknown_in_the_other(codec: Codec) -> None:
    with pytest.raises(UnknownField):
        codec.decode("uketsuke.greeting.v2", raw(b'{"word":"a","tongue":"b","words":["a"]}'))
    with pytest.raises(MalformedMessage):
        codec.decode("uketsuke.greeting.v2", raw(b'{"word":"a"}'))


def test_names_that_only_one_version_has(codec: Codec) -> None:
    assert codec.decode("uketsuke.farewell.v3", raw(b"{}")) == (Farewell3(), 3)
    with pytest.raises(UnknownType):
        codec.decode("uketsuke.farewell.v2", raw(b"{}"))
    with pytest.raises(UnknownType):
        codec.encode(Farewell3(), 2)
    with pytest.raises(UnknownType):
        codec.decode("uketsuke.whisper.v3", raw(b"{}"))


@pytest.mark.parametrize("message", [Greeting1("a"), Greeting2("a", "b"), Whisper2()])
def test_only_current_structs_can_be_sent(codec: Codec, message: Any) -> None:
    for version in (2, 3):
        with pytest.raises(UnknownType):
            codec.type_name(message, version)
