"""Failures count from visit to visit."""

from firmware.reader.face.streak import IN_A_ROW, LONG_PAUSE_S, MOST_IN_A_ROW, PAUSE_S, Streak


def after(failures: int, now: float = 0.0) -> Streak:
    streak = Streak()
    for _ in range(failures):
        streak = streak.failed(now)
    return streak


def test_below_five_nothing_is_closed() -> None:
    assert not after(IN_A_ROW - 1).closed(0.0)


def test_each_five_close_for_half_a_minute() -> None:
    for failures in (IN_A_ROW, 2 * IN_A_ROW):
        assert after(failures).closed(PAUSE_S - 0.1)
        assert not after(failures).closed(PAUSE_S)


def test_fifty_close_for_a_day() -> None:
    assert after(MOST_IN_A_ROW).closed(LONG_PAUSE_S - 1)
    assert not after(MOST_IN_A_ROW - 1).closed(PAUSE_S)
