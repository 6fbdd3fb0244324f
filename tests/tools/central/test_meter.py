"""A reader that asks too often is told so, at no cost, and counted once a minute."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.messages.schema import ChallengeGiven, ChallengeRequest, Refusal, RefusalReason, UsageRecord
from tests.tools.central.terminal_world import alarms, all_alarms
from tests.tools.central.world import World
from tools.central.meter import Level, Meter, Taken, take


def test_a_burst_is_allowed_and_a_stream_is_not() -> None:
    meter = Meter(60)
    assert [meter.count("a", 0.0) for _ in range(60)] == [Taken.WITHIN] * 60
    assert [meter.count("a", 0.5) for _ in range(3)] == [Taken.FIRST_OVER, Taken.OVER, Taken.OVER]
    assert meter.count("b", 0.5) is Taken.WITHIN
    assert [meter.count("a", 1.5) for _ in range(2)] == [Taken.WITHIN, Taken.OVER]
    assert meter.count("a", 61.0) is Taken.WITHIN


def test_being_over_is_news_once_a_minute() -> None:
    meter = Meter(1)
    seen = [meter.count("a", second / 10) for second in range(1200)]
    assert seen.count(Taken.FIRST_OVER) == 2
    assert seen.count(Taken.WITHIN) <= 3


@settings(max_examples=50)
@given(st.lists(st.floats(0, 5), max_size=60), st.integers(1, 30))
def test_never_more_than_the_rate_and_one_bucket(pauses: list[float], per_minute: int) -> None:
    level: Level | None = None
    now, within = 0.0, 0
    for pause in pauses:
        now += pause
        level, taken = take(level, per_minute, now)
        within += taken is Taken.WITHIN
    assert within <= per_minute + now * per_minute / 60 + 1e-6


def test_a_clock_that_goes_back_gives_nothing() -> None:
    level, _ = take(None, 2, 100.0)
    level, _ = take(level, 2, 50.0)
    assert take(level, 2, 50.0)[1] is Taken.FIRST_OVER


def test_over_the_rate_is_a_refusal_with_an_alarm_a_minute(world: World) -> None:
    world.centre.meter = Meter(3)
    for _ in range(3):
        assert isinstance(world.ask(ChallengeRequest()), ChallengeGiven)
    for _ in range(4):
        assert world.ask(ChallengeRequest()) == Refusal(RefusalReason.TOO_MANY_REQUESTS)
    assert (alarms(world), world.centre.counts["refused.over_rate"]) == ({"rate": 1}, 4)
    body = world.other.sealed(ChallengeRequest())
    assert isinstance(world.other.message(world.centre.handle(world.other.topic(), body)), ChallengeGiven)
    record = world.reader.sealed(UsageRecord("done"))
    assert world.centre.handle(world.reader.topic("up/evt"), record) is not None, "records are not questions"
    world.clock.advance(60)
    assert isinstance(world.ask(ChallengeRequest()), ChallengeGiven)
    for _ in range(3):
        world.ask(ChallengeRequest())
    (alarm,) = all_alarms(world)
    assert (alarm.count, alarm.last - alarm.first) == (2, world.clock.at - alarm.first)


def test_who_cannot_prove_to_be_the_reader_uses_nothing_of_its_rate(world: World) -> None:
    world.centre.meter = Meter(1)
    for _ in range(3):
        assert world.centre.handle(world.reader.topic(), world.other.sealed(ChallengeRequest())) is None
    assert isinstance(world.ask(ChallengeRequest()), ChallengeGiven)


def test_a_refused_request_may_come_again_later(world: World) -> None:
    world.centre.meter = Meter(1)
    world.ask(ChallengeRequest())
    request_id = world.reader.new_id()
    assert isinstance(world.ask(ChallengeRequest(), id=request_id), Refusal)
    world.clock.advance(60)
    assert isinstance(world.ask(ChallengeRequest(), id=request_id), ChallengeGiven)


@pytest.mark.parametrize("alarm", ["CREATE TRIGGER failing BEFORE INSERT ON alarm BEGIN SELECT RAISE(ABORT, 'x'); END"])
def test_an_alarm_that_cannot_be_written_is_a_counted_drop(world: World, alarm: str) -> None:
    world.repository._connection.execute(alarm)
    world.centre.meter = Meter(1)
    world.ask(ChallengeRequest())
    assert world.centre.handle(world.reader.topic(), world.reader.sealed(ChallengeRequest())) is None
    assert world.centre.counts["dropped.store.SQLITE_CONSTRAINT_TRIGGER"] == 1
