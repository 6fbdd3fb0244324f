"""UUIDv7."""

import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.messages.ids import uuid7

MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC))
CHANCE = st.binary(min_size=10, max_size=10)


def test_the_example_of_rfc_9562() -> None:
    # Appendix A.6: 2022-02-22 14:22:22-05:00, rand_a CC3, rand_b 18C4DC0C0C07398F.
    moment = datetime(2022, 2, 22, 14, 22, 22, tzinfo=timezone(timedelta(hours=-5)))
    chance = (0xCC3 << 68 | 0x18C4DC0C0C07398F).to_bytes(10)
    assert uuid7(moment, chance) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(MOMENTS, CHANCE)
def test_it_is_a_version_7_uuid(moment: datetime, chance: bytes) -> None:
    parsed = uuid.UUID(uuid7(moment, chance))
    assert parsed.version == 7
    assert parsed.variant == uuid.RFC_4122


@given(MOMENTS, st.timedeltas(timedelta(milliseconds=1), timedelta(days=365)), CHANCE, CHANCE)
def test_a_later_millisecond_sorts_later(moment: datetime, step: timedelta, first: bytes, second: bytes) -> None:
    assert uuid7(moment, first) < uuid7(moment + step, second)


@given(CHANCE, CHANCE)
def test_only_six_bits_of_chance_are_dropped(first: bytes, second: bytes) -> None:
    moment = datetime(2026, 4, 1, tzinfo=UTC)

    def used(chance: bytes) -> tuple[int, int]:
        number = int.from_bytes(chance)
        return number >> 68, number & (1 << 62) - 1

    assert (uuid7(moment, first) == uuid7(moment, second)) == (used(first) == used(second))


@pytest.mark.parametrize("size", [0, 9, 11, 16])
def test_it_wants_ten_random_bytes(size: int) -> None:
    with pytest.raises(ValueError, match="10 random bytes"):
        uuid7(datetime(2026, 4, 1, tzinfo=UTC), bytes(size))


def test_a_time_before_1970_is_refused() -> None:
    with pytest.raises(ValueError, match="between 1970"):
        uuid7(datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), bytes(10))


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        uuid7(datetime(2026, 4, 1), bytes(10))
