"""Two devices with one identity take turns at the broker: that is seen and shown, and decides nothing."""

import msgspec
import pytest

from firmware.messages.schema import ChallengeGiven, ChallengeRequest
from tests.tools.central.terminal_world import alarms
from tests.tools.central.world import World
from tools.central.fleet import next_boots
from tools.central.listing import as_json, as_table, rows


def say(world: World, state: str, boot: str, sequence: int, retained: bool = False) -> None:
    world.clock.advance(1)
    body = msgspec.json.encode({"state": state, "boot": boot, "sequence": sequence})
    world.centre.handle(world.reader.topic("state"), body, retained)


def test_a_boot_that_was_followed_by_another_and_comes_back_is_a_take_over(world: World) -> None:
    say(world, "online", "b1", 1)
    say(world, "offline", "b1", 1)
    say(world, "online", "b2", 1)
    assert alarms(world) == {}, "a restart"
    say(world, "offline", "b2", 1)
    say(world, "online", "b1", 2)
    assert alarms(world) == {"take_over": 1}
    say(world, "online", "b1", 3)
    assert alarms(world) == {"take_over": 1}
    say(world, "online", "b2", 2)
    assert alarms(world) == {"take_over": 2}
    assert isinstance(world.ask(ChallengeRequest()), ChallengeGiven), "what is said in clear decides nothing"


@pytest.mark.parametrize("count", [3, 40])
def test_restarts_alone_are_none(world: World, count: int) -> None:
    for number in range(count):
        say(world, "online", f"b{number}", 1)
        say(world, "online", f"b{number}", 2)
        say(world, "offline", f"b{number}", 2)
    assert alarms(world) == {}
    ((_, boots),) = world.rows("boot")
    assert isinstance(boots, bytes)
    assert len(msgspec.json.decode(boots)) == min(count, 16)


def test_what_the_broker_kept_is_none(world: World) -> None:
    say(world, "online", "b1", 1)
    say(world, "online", "b2", 1)
    say(world, "online", "b1", 1, retained=True)
    say(world, "online", "b2", 2)
    assert alarms(world) == {}


def test_what_is_said_of_boots() -> None:
    assert next_boots((), "a", False) == (("a",), False)
    assert next_boots(("a",), "a", False) == (("a",), False)
    assert next_boots(("a",), "b", True) == (("a", "b"), False)
    assert next_boots(("a", "b"), "a", True) == (("a", "b"), False)
    assert next_boots(("a", "b"), "a", False) == (("b", "a"), True)


def test_a_long_boot_id_is_not_kept_whole(world: World) -> None:
    say(world, "online", "x" * 4000, 1)
    say(world, "online", "", 1)
    ((_, boots),) = world.rows("boot")
    assert boots == msgspec.json.encode(("x" * 64,))


def test_a_device_that_says_it_was_thrown_out_is_believed_enough_for_an_alarm(world: World) -> None:
    for count, raised in ((0, 0), (1, 1), (1, 1), (3, 2), (0, 2), (1, 3), ("x", 3), (None, 3)):
        body = msgspec.json.encode({"outbox": 0, "link_taken_over": count})
        world.centre.handle(world.reader.topic("tel"), body)
        assert alarms(world).get("take_over", 0) == raised
    world.centre.handle(world.reader.topic("tel"), b'{"outbox":1}')
    assert alarms(world) == {"take_over": 3}


def test_alarms_are_listed(world: World) -> None:
    for boot in ("b1", "b2", "b1"):
        say(world, "online", boot, 1)
    with world.repository.transaction() as work:
        found = rows(work)
    first, second = msgspec.json.decode(as_json(found))
    moment = "2026-11-21T03:00:03+00:00"
    assert first["alarms"] == [{"alarm": "take_over", "count": 1, "first": moment, "last": moment}]
    assert second["alarms"] == []
    assert f"    ALARM take_over: 1 times, last {moment}" in as_table(found).splitlines()
