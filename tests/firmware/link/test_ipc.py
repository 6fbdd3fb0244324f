"""Framing of the local socket: everything goes through whole, nothing else goes through."""

import struct
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.link.errors import MalformedFrame
from firmware.link.ipc import (
    MAX_FRAME_BYTES,
    Arrived,
    Forget,
    Frames,
    FromLink,
    NotPublished,
    NotStored,
    Publish,
    Published,
    Report,
    Status,
    Store,
    Stored,
    ToLink,
    Why,
    encode,
)

UP: list[ToLink] = [
    Publish(id="a", branch="up/elig", body=b"\x00\xff"),
    Store(id="b", record_class="usage", created=1.5, branch="up/evt", body=b"x" * 65_536),
    Forget(id="b"),
    Report(state={"nfc": "ready", "visits": 3}, info={"version": "0.1.0"}, tel={"step.pin_ms": 1.0}),
]
DOWN: list[FromLink] = [
    Status(connected=True, reason="connected"),
    Published(id="a"),
    NotPublished(id="a", why=Why.NO_SUBSCRIBERS),
    Stored(id="b"),
    NotStored(id="b", why="full"),
    Arrived(branch="dn/ack", body=b"sealed"),
]


@pytest.mark.parametrize(("said", "expected"), [(UP, ToLink), (DOWN, FromLink)])
@pytest.mark.parametrize("piece", [1, 3, 7, 100_000_000])
def test_messages_cut_anywhere_arrive_whole(said: Sequence[ToLink | FromLink], expected: object, piece: int) -> None:
    stream = b"".join(encode(message) for message in said)
    frames = Frames(expected)
    got = [m for at in range(0, len(stream), piece) for m in frames.feed(stream[at : at + piece])]
    assert got == said


def test_each_side_refuses_what_only_the_other_may_say() -> None:
    for message in UP:
        with pytest.raises(MalformedFrame):
            Frames(FromLink).feed(encode(message))
    for answer in DOWN:
        with pytest.raises(MalformedFrame):
            Frames(ToLink).feed(encode(answer))


def test_a_frame_over_the_limit_is_refused_before_it_has_arrived() -> None:
    with pytest.raises(MalformedFrame, match=str(MAX_FRAME_BYTES)):
        Frames(ToLink).feed(struct.pack(">I", MAX_FRAME_BYTES + 1))
    with pytest.raises(MalformedFrame, match="over the limit"):
        encode(Arrived(branch="dn/elig", body=bytes(MAX_FRAME_BYTES)))


@pytest.mark.parametrize(
    "plain",
    [
        {"type": "forget", "id": "a", "more": 1},
        {"type": "forget", "id": ""},
        {"type": "forget", "id": "x" * 65},
        {"type": "forget"},
        {"type": "erase", "id": "a"},
        {
            "type": "store",
            "id": "a",
            "record_class": "precious",
            "created": 0,
            "branch": "up/evt",
            "body": b"",
        },
        {"type": "publish", "id": "a", "branch": "u" * 17, "body": b""},
        ["forget", "a"],
        None,
    ],
)
def test_what_is_not_in_the_protocol_is_refused(plain: object) -> None:
    body = msgspec.msgpack.encode(plain)
    with pytest.raises(MalformedFrame):
        Frames(ToLink).feed(struct.pack(">I", len(body)) + body)


@given(st.binary(max_size=200))
def test_any_bytes_give_messages_or_the_one_error(data: bytes) -> None:
    try:
        messages = Frames(ToLink).feed(data)
    except MalformedFrame:
        return
    assert all(isinstance(message, Publish | Store | Forget | Report) for message in messages)


def test_what_is_no_text_is_refused_like_anything_else() -> None:
    good = encode(Status(connected=False, reason="lost"))
    with pytest.raises(MalformedFrame):
        Frames(FromLink).feed(good.replace(b"lost", b"l\xff\xfet"))
