import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hal.card import tlv
from hal.card.tlv import TlvError

FACE = tlv.encode(0xFF20, tlv.encode(0xDF22, b"19800217") + tlv.encode(0xDF27, bytes(5000)) + tlv.encode(0xDF23, b"1"))
tags = st.sampled_from([0x30, 0x04, 0x5F4E, 0x7F21, 0xDF22, 0xFF20, 0x90])


def test_two_byte_tags_and_long_lengths() -> None:
    outer = tlv.read(FACE)
    assert outer.tag == 0xFF20
    assert [(item.tag, len(item.value)) for item in tlv.parse(outer.value)] == [
        (0xDF22, 8),
        (0xDF27, 5000),
        (0xDF23, 1),
    ]
    assert tlv.read(tlv.encode(0xDF22, b"")).value == b""


def test_the_size_of_a_file_is_known_from_its_first_bytes() -> None:
    assert tlv.measure(FACE[:5]) == len(FACE)
    assert tlv.measure(bytes.fromhex("30820500")) == 0x504


@pytest.mark.parametrize(
    ("wire", "problem"),
    [
        ("", "no tag"),
        ("FFFFFFFF", "more than two bytes"),
        ("0000", "zeros"),
        ("DF", "tag cut off"),
        ("DF8101", "more than two bytes"),
        ("30", "no length"),
        ("3080", "length form"),
        ("30830000", "length form"),
        ("308201", "length cut off"),
        ("300401", "value cut off"),
    ],
)
def test_what_is_refused(wire: str, problem: str) -> None:
    with pytest.raises(TlvError, match=problem):
        tlv.read(bytes.fromhex(wire))


@given(tags, st.integers(0, 700).map(bytes))
def test_encoded_objects_are_read_back(tag: int, value: bytes) -> None:
    item = tlv.read(tlv.encode(tag, value))
    assert (item.tag, item.value) == (tag, value)
    assert tlv.encode(tag, value) == item.raw


def test_a_value_has_a_greatest_length() -> None:
    assert tlv.read(tlv.encode(0x04, bytes(65535))).value == bytes(65535)
    with pytest.raises(TlvError, match="too long"):
        tlv.encode(0x04, bytes(65536))


@given(st.binary(max_size=300))
def test_any_bytes_end_with_values_or_an_error(data: bytes) -> None:
    try:
        items = tlv.parse(data)
    except TlvError:
        return
    assert b"".join(item.raw for item in items) == data


def test_mutated_files_end_with_values_or_an_error() -> None:
    chance = random.Random(20261121)
    refused = 0
    for _ in range(2000):
        damaged = bytearray(FACE[: chance.randrange(1, len(FACE))] if chance.random() < 0.3 else FACE)
        for _ in range(chance.randrange(1, 4)):
            damaged[chance.randrange(min(len(damaged), 24))] = chance.randrange(256)
        try:
            tlv.parse(tlv.read(bytes(damaged)).value)
        except TlvError:
            refused += 1
    assert 1000 < refused < 2000


def test_repr_shows_no_value() -> None:
    assert repr(tlv.read(tlv.encode(0xDF22, b"19800217"))) == "Tlv(DF22, 8 bytes)"
