"""Deadlines on the board."""

from firmware.reader.timers import TimerBoard
from firmware.visit.events import Timer


def test_due_timers_come_one_at_a_time_the_most_overdue_first() -> None:
    board = TimerBoard()
    board.start(Timer.CENTRE, 3.0)
    board.start(Timer.PATIENCE, 2.0)
    assert board.take_due(1.9) is None
    assert board.take_due(5.0) is Timer.PATIENCE
    assert board.take_due(5.0) is Timer.CENTRE
    assert board.take_due(5.0) is None


def test_starting_again_replaces_and_stopping_forgets_even_what_is_due() -> None:
    board = TimerBoard()
    board.start(Timer.SHOWN, 1.0)
    board.start(Timer.SHOWN, 4.0)
    assert board.take_due(2.0) is None
    board.stop(Timer.SHOWN)
    assert board.take_due(9.0) is None


def test_wait_is_the_time_to_the_next_deadline_within_bounds() -> None:
    board = TimerBoard()
    assert board.wait(10.0, 0.25) == 0.25
    board.start(Timer.CENTRE, 10.1)
    assert 0.09 < board.wait(10.0, 0.25) < 0.11
    assert board.wait(12.0, 0.25) == 0.0
