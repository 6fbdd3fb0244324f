"""How long a pause is and when it is over."""

import pytest

from firmware.reader.staff.pauses import LONGEST_PAUSE_S, MOST_COUNTED, Pauses, pause_s, seconds_left
from tests.firmware.reader.fakes import HandClock


def test_five_tries_are_free_then_each_doubles_the_pause_up_to_the_longest() -> None:
    assert [pause_s(failed) for failed in range(12)] == [0, 0, 0, 0, 0, 60, 120, 240, 480, 900, 900, 900]
    assert pause_s(MOST_COUNTED) == LONGEST_PAUSE_S


@pytest.mark.parametrize(("now", "left"), [(100.0, 60), (100.01, 60), (101.0, 59), (159.5, 1), (160.0, 0), (999.0, 0)])
def test_what_is_left_is_rounded_up(now: float, left: int) -> None:
    assert seconds_left(5, 100.0, now) == left


def test_a_pause_counts_from_the_last_wrong_try_or_from_the_start_of_the_process() -> None:
    clock = HandClock()
    pauses = Pauses(clock)
    clock.pass_time(20)
    assert pauses.left("0012", 5) == 40
    pauses.begin("0012")
    assert (pauses.left("0012", 5), pauses.left(12, 5)) == (60, 40)


def test_the_wall_clock_moves_no_pause() -> None:
    clock = HandClock()
    pauses = Pauses(clock)
    pauses.begin("0012")
    clock.wall = clock.wall.replace(year=2199)
    assert pauses.left("0012", 5) == 60
    clock.wall = clock.wall.replace(year=1970)
    assert pauses.left("0012", 5) == 60
