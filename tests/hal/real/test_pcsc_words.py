"""The parts of the PC/SC driver that decide, without PC/SC: codes, counter, features."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hal.errors import CardMute, CardRemoved, DeviceBusy, DeviceMissing, HalError, NoCard
from hal.real import pcsc_codes
from hal.real.pcsc_codes import Code
from hal.real.pcsc_counter import PresenceCounter


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (Code.NO_SMARTCARD, NoCard),
        (Code.SHARING_VIOLATION, DeviceBusy),
        (Code.REMOVED_CARD, CardRemoved),
        (Code.RESET_CARD, CardRemoved),
        (Code.NOT_TRANSACTED, CardRemoved),
        (Code.UNRESPONSIVE_CARD, CardMute),
        (Code.UNPOWERED_CARD, CardMute),
        (Code.PROTO_MISMATCH, CardMute),
        (Code.NO_SERVICE, DeviceMissing),
        (Code.UNKNOWN_READER, DeviceMissing),
        (0x8010FFFF, DeviceMissing),
    ],
)
def test_what_a_failed_connect_means(code: int, error: type[HalError]) -> None:
    assert type(pcsc_codes.connect_error(code, "reader")) is error


@pytest.mark.parametrize(
    "code",
    [
        Code.NOT_TRANSACTED,
        Code.REMOVED_CARD,
        Code.COMM_DATA_LOST,
        Code.RESET_CARD,
        Code.NO_SMARTCARD,
        Code.COMM_ERROR,
        Code.NO_SERVICE,
        Code.SERVICE_STOPPED,
        Code.INVALID_HANDLE,
        Code.READER_UNAVAILABLE,
    ],
)
def test_every_way_to_say_that_the_card_is_gone(code: int) -> None:
    assert type(pcsc_codes.transmit_error(code)) is CardRemoved


@pytest.mark.parametrize("code", [Code.UNRESPONSIVE_CARD, 0x80100004])
def test_other_failures_leave_the_card_where_it_is(code: int) -> None:
    assert type(pcsc_codes.transmit_error(code)) is CardMute


def test_signed_codes_are_the_same_codes() -> None:
    assert pcsc_codes.unsigned(-0x7FEFFFF4) == Code.NO_SMARTCARD


def test_a_hint_says_what_to_do() -> None:
    assert "systemctl start" in str(pcsc_codes.reader_error(Code.NO_SERVICE, ""))
    assert "Some Reader" in str(pcsc_codes.reader_error(Code.UNKNOWN_READER, "Some Reader"))


def test_the_counter_goes_on_over_wrap_and_restart() -> None:
    counter = PresenceCounter()
    assert [counter.see(raw) for raw in (0, 1, 2)] == [0, 1, 2]
    assert counter.see(0xFFFF) == 0xFFFF
    assert counter.see(0) == 0x10000
    counter.lost()
    counter.lost()
    assert counter.see(0) == 0x20000


@given(st.lists(st.none() | st.integers(0, 0xFFFF), max_size=30))
def test_after_a_loss_no_value_is_seen_again(steps: list[int | None]) -> None:
    counter = PresenceCounter()
    seen: list[int] = []
    before_loss: set[int] = set()
    for raw in steps:
        if raw is None:
            counter.lost()
            before_loss = set(seen)
            continue
        value = counter.see(raw)
        assert not seen or value >= seen[-1]
        assert value not in before_loss
        seen.append(value)


def test_features_are_read_and_what_is_cut_off_is_left_out() -> None:
    features = pytest.importorskip("hal.real.pcsc_features", reason="pyscard is not installed")
    assert features.read_features(bytes.fromhex("1204423300AA" + "0604")) == {0x12: 0x423300AA}
    assert features.read_properties(bytes.fromhex("0A0400000100" + "0B0212")) == {0x0A: 0x10000}
    assert features.read_properties(b"") == {}
