"""The bytes that a card signs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.messages.challenge import AUTHENTICATION_CONTEXT, to_be_signed
from firmware.messages.errors import BadChallenge

NAMES = st.text(st.characters(codec="ascii", min_codepoint=33), min_size=1, max_size=64)
NONCES = st.binary(min_size=16, max_size=64)


def test_the_layout() -> None:
    assert to_be_signed("reader", "visit-1", b"n" * 16) == (
        AUTHENTICATION_CONTEXT + b"\x00\x06reader" + b"\x00\x07visit-1" + b"n" * 16
    )


@given(NAMES, NAMES, NONCES, NAMES, NAMES, NONCES)
def test_different_parts_never_give_the_same_bytes(
    device: str, visit: str, nonce: bytes, device2: str, visit2: str, nonce2: bytes
) -> None:
    same = (device, visit, nonce) == (device2, visit2, nonce2)
    assert (to_be_signed(device, visit, nonce) == to_be_signed(device2, visit2, nonce2)) == same


def test_moving_a_character_from_device_to_visit_changes_the_bytes() -> None:
    assert to_be_signed("ab", "c", bytes(16)) != to_be_signed("a", "bc", bytes(16))


@pytest.mark.parametrize(
    ("device", "visit", "nonce", "part", "size"),
    [
        ("", "v", bytes(16), "device", 0),
        ("d" * 65, "v", bytes(16), "device", 65),
        ("d", "", bytes(16), "visit", 0),
        ("d", "あ" * 22, bytes(16), "visit", 66),
        ("d", "v", bytes(15), "nonce", 15),
        ("d", "v", bytes(1025), "nonce", 1025),
    ],
)
def test_parts_out_of_bounds_are_refused(device: str, visit: str, nonce: bytes, part: str, size: int) -> None:
    with pytest.raises(BadChallenge) as caught:
        to_be_signed(device, visit, nonce)
    assert (caught.value.part, caught.value.size) == (part, size)
