"""When records go out (again)."""

import itertools
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.link.backoff import full_jitter
from firmware.link.schedule import (
    FIRST_REPEAT_S,
    LONGEST_PROBE_S,
    LONGEST_REPEAT_S,
    SHORTEST_GAP_S,
    WINDOW,
    ResendSchedule,
)


def full(luck: float = 0.999) -> ResendSchedule:
    return ResendSchedule(lambda: luck)


@given(st.integers(0, 200), st.floats(0.1, 10), st.floats(1, 1000), st.floats(0, 1, exclude_max=True))
def test_jitter_stays_below_the_doubling_limit(attempt: int, base: float, longest: float, luck: float) -> None:
    wait = full_jitter(attempt, base, longest, luck)
    assert 0 <= wait <= longest
    assert wait <= base * 2**attempt


def test_jitter_is_spread_over_the_whole_span() -> None:
    source = random.Random(1)
    waits = sorted(full_jitter(5, 1, 300, source.random()) for _ in range(1_000))
    assert waits[100] < 6
    assert waits[900] > 26
    assert full_jitter(5, 1, 300, 0.0, 0.25) == 0.25


def test_records_go_in_order_and_a_few_at_a_time() -> None:
    schedule = full()
    names = [f"r{number}" for number in range(10)]
    for name in names:
        schedule.add(name, "usage", 0.0)
    assert schedule.take(0.0) == names[:WINDOW]
    assert schedule.take(0.0) == []
    assert schedule.next_due() is None
    schedule.delivered("r1", 0.0)
    assert schedule.take(0.0) == [names[WINDOW]]
    schedule.remove("r0")
    assert schedule.take(0.0, room=0) == []
    assert schedule.take(0.0, room=5) == [names[WINDOW + 1]]


def test_a_record_is_sent_again_until_it_is_removed_and_ever_more_rarely() -> None:
    schedule = full()
    schedule.add("a", "usage", 0.0)
    now, sendings = 0.0, []
    for _ in range(12):
        due = schedule.next_due()
        assert due is not None
        now = max(now, due)
        assert schedule.take(now) == ["a"]
        sendings.append(now)
        schedule.delivered("a", now)
    gaps = [later - earlier for earlier, later in itertools.pairwise(sendings)]
    assert gaps[0] == pytest.approx(FIRST_REPEAT_S, rel=0.01)
    assert gaps == sorted(gaps)
    assert gaps[-1] == pytest.approx(LONGEST_REPEAT_S, rel=0.01)
    schedule.remove("a")
    assert schedule.next_due() is None
    assert schedule.take(now + 1e6) == []


def test_while_nobody_listens_one_record_alone_tries_the_way() -> None:
    schedule = full()
    for number in range(10):
        schedule.add(f"r{number}", "usage", 0.0)
    for name in schedule.take(0.0):
        schedule.unheard(name, 0.0)
    now, tries = 0.0, 0
    while now < 1_000:
        due = schedule.next_due()
        assert due is not None
        assert due > now
        now = due
        taken = schedule.take(now)
        assert len(taken) == 1
        assert schedule.take(now) == []
        tries += 1
        schedule.unheard(taken[0], now)
    assert tries < 1_000 / LONGEST_PROBE_S + 8
    due = schedule.next_due()
    assert due is not None
    (probe,) = schedule.take(due)
    schedule.delivered(probe, due)
    assert len(schedule.take(due)) == WINDOW


def test_a_sign_of_the_centre_ends_the_silence() -> None:
    schedule = full()
    schedule.add("a", "usage", 0.0)
    schedule.add("b", "usage", 0.0)
    schedule.take(0.0)
    schedule.unheard("a", 0.0)
    schedule.unheard("b", 0.0)
    schedule.heard()
    assert schedule.next_due() == SHORTEST_GAP_S
    assert schedule.take(SHORTEST_GAP_S) == ["a", "b"]


def test_a_new_connection_makes_all_due_at_once_but_none_twice_in_a_moment() -> None:
    schedule = full()
    for name in "abc":
        schedule.add(name, "usage", 0.0)
    assert schedule.take(0.0) == ["a", "b", "c"]
    schedule.delivered("a", 0.1)
    schedule.grounded(0.2)
    schedule.restart(0.3)
    assert schedule.take(0.3) == []
    assert schedule.next_due() == SHORTEST_GAP_S
    assert schedule.take(100.0) == ["a", "b", "c"]


def test_a_record_that_is_removed_on_its_way_frees_its_place() -> None:
    schedule = full()
    for number in range(WINDOW + 1):
        schedule.add(f"r{number}", "job", 0.0)
    schedule.take(0.0)
    schedule.remove("r0")
    assert schedule.take(0.0) == [f"r{WINDOW}"]
    for say in (schedule.delivered, schedule.unheard, schedule.refused):
        say("r0", 0.0)
    assert schedule.count("job") == WINDOW


def test_the_same_record_added_twice_is_one() -> None:
    schedule = full()
    schedule.add("a", "usage", 0.0)
    schedule.add("a", "usage", 1.0)
    assert schedule.take(5.0) == ["a"]
    schedule.refused("a", 5.0)
    assert schedule.count("usage") == 1
    assert schedule.count("telemetry") == 0


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "remove", "take", "delivered", "unheard", "refused", "grounded", "restart", "heard"]),
        st.integers(0, 6),
        st.floats(0, 30),
    ),
    max_size=80,
)


@given(STEPS)
def test_whatever_happens_every_record_left_is_sent_again(steps: list[tuple[str, int, float]]) -> None:
    schedule, now = full(0.5), 0.0
    inside: set[str] = set()
    flying: set[str] = set()
    for verb, number, wait in steps:
        now += wait
        name = f"r{number}"
        if verb == "add":
            schedule.add(name, "usage", now)
            inside.add(name)
        elif verb == "remove":
            schedule.remove(name)
            inside.discard(name)
            flying.discard(name)
        elif verb == "take":
            taken = schedule.take(now)
            assert set(taken) <= inside - flying
            flying |= set(taken)
            assert len(flying) <= WINDOW
        elif verb in ("delivered", "unheard", "refused"):
            say: Callable[[str, float], None] = getattr(schedule, verb)
            say(name, now)
            flying.discard(name)
        elif verb == "heard":
            schedule.heard()
        else:
            getattr(schedule, verb)(now)
            flying -= flying if verb == "grounded" else set()
    schedule.grounded(now)
    sent: set[str] = set()
    for _ in range(100):
        due = schedule.next_due()
        if due is None or sent >= inside:
            break
        now = max(now, due)
        for name in schedule.take(now):
            sent.add(name)
            schedule.delivered(name, now)
    assert sent == inside
