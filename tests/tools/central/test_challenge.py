from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.central.world import NOW, VISIT, Dice
from tools.central.challenge import RANDOM_BYTES, Challenger
from tools.central.errors import ChallengeNotValid

LATER = NOW + timedelta(minutes=15)
CHALLENGER = Challenger(bytes(32))


def token(device: str = "reader-1", visit: str = VISIT) -> bytes:
    return CHALLENGER.give(device, visit, LATER, bytes(range(RANDOM_BYTES)))


def test_a_challenge_opens_for_its_device_and_visit_until_its_end() -> None:
    taken = CHALLENGER.take(token(), "reader-1", VISIT, LATER)
    assert taken.expires == LATER
    assert taken.number == bytes(range(12, RANDOM_BYTES)).hex()
    assert len(token()) == 53


@pytest.mark.parametrize(
    ("device", "visit"),
    [("reader-2", VISIT), ("reader-1", VISIT[:-1] + "2"), ("reader-", "1" + VISIT), ("reader-1" + VISIT, "")],
)
def test_a_challenge_of_another_device_or_visit_is_refused(device: str, visit: str) -> None:
    with pytest.raises(ChallengeNotValid):
        CHALLENGER.take(token(), device, visit, NOW)


def test_a_challenge_past_its_end_is_refused() -> None:
    with pytest.raises(ChallengeNotValid):
        CHALLENGER.take(token(), "reader-1", VISIT, LATER + timedelta(milliseconds=1))


def test_a_challenge_of_another_centre_is_refused() -> None:
    with pytest.raises(ChallengeNotValid):
        Challenger(bytes([1]) * 32).take(token(), "reader-1", VISIT, NOW)


@given(st.integers(0, 52), st.integers(1, 255))
def test_a_challenge_changed_anywhere_is_refused(place: int, change: int) -> None:
    changed = bytearray(token())
    changed[place] ^= change
    with pytest.raises(ChallengeNotValid):
        CHALLENGER.take(bytes(changed), "reader-1", VISIT, NOW)


@given(st.binary(max_size=80))
def test_bytes_that_are_no_challenge_are_refused(data: bytes) -> None:
    with pytest.raises(ChallengeNotValid):
        CHALLENGER.take(data, "reader-1", VISIT, NOW)


def test_a_challenge_needs_all_its_randomness() -> None:
    with pytest.raises(ValueError, match="28 random bytes"):
        CHALLENGER.give("reader-1", VISIT, LATER, bytes(27))
    assert Dice()(RANDOM_BYTES) != Dice()(RANDOM_BYTES + 1)
