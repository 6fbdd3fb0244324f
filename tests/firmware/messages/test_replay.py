"""The replay window: once, bounded, and never forgetting too early."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.messages.errors import Replayed, ReplayWindowFull
from firmware.messages.replay import ReplayWindow


def test_the_second_time_is_a_replay() -> None:
    window = ReplayWindow(horizon=60)
    window.seen("a", now=100)
    window.seen("b", now=101)
    with pytest.raises(Replayed) as caught:
        window.seen("a", now=160)
    assert caught.value.message_id == "a"


def test_an_id_is_forgotten_after_the_horizon_only() -> None:
    window = ReplayWindow(horizon=60)
    window.seen("a", now=100)
    with pytest.raises(Replayed):
        window.seen("a", now=160)
    window.seen("a", now=160.001)
    assert len(window) == 1


def test_a_full_window_refuses_and_recovers() -> None:
    window = ReplayWindow(horizon=60, capacity=2)
    window.seen("a", now=0)
    window.seen("b", now=30)
    with pytest.raises(ReplayWindowFull) as caught:
        window.seen("c", now=40)
    assert caught.value.capacity == 2
    with pytest.raises(Replayed):
        window.seen("a", now=40)
    window.seen("c", now=61)


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(0, 20)), max_size=60))
def test_it_agrees_with_the_plain_definition(steps: list[tuple[int, float]]) -> None:
    window = ReplayWindow(horizon=30, capacity=1000)
    accepted: list[tuple[str, float]] = []
    now = 0.0
    for number, wait in steps:
        now += wait
        name = str(number)
        known = any(old == name and moment >= now - 30 for old, moment in accepted)
        try:
            window.seen(name, now)
        except Replayed:
            assert known
        else:
            assert not known
            accepted.append((name, now))
        assert len(window) <= len(accepted)
