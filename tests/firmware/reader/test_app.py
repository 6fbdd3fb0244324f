"""The loop: what comes gets its turn, and the end is in order whatever caused it."""

import asyncio
import itertools
import threading
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import pytest

from firmware.link.ipc import Arrived, NotPublished, NotStored, Published, Report, Status, Store, Stored
from firmware.messages.schema import ConsentItem, Identified
from firmware.reader.app import ITEMS_A_TURN, WATCHDOG_S
from firmware.reader.errors import DeviceBlocked, WorkerBroken
from firmware.reader.inbox import Broken, Happened, Input, LinkSaid, StopAsked
from firmware.visit.effects import Effect
from firmware.visit.events import CardLeft, CardPlaced, Started
from hal.keypad import Key, Touch
from tests.firmware.reader.fakes import START, FakeCentre
from tests.firmware.reader.rig import ANSWERS, COMMAND_S, PIN_KEYS, Rig

LIMIT_S = 20.0
ONLINE = LinkSaid(Status(connected=True, reason="connected"))


def with_rig(place: Path, work: Callable[[Rig], None], **more: Any) -> None:
    """Do something with a reader that stands idle; its loop does not run."""

    async def run() -> None:
        rig = Rig(place, **more)
        rig.give(Happened(Started()), ONLINE)
        work(rig)

    asyncio.run(run())


def enter_pin(rig: Rig) -> None:
    """To the place where the centre is asked who stands there."""
    rig.lay_card()
    rig.give(Happened(CardPlaced(1)))
    rig.give(rig.answer(ANSWERS[0]))
    rig.give(*(Input(key) for key in PIN_KEYS))


def to_result(rig: Rig) -> None:
    enter_pin(rig)
    rig.give(rig.answer(ANSWERS[1]))
    rig.give(rig.answer(ANSWERS[2]))


def test_a_whole_visit(tmp_path: Path) -> None:
    def work(rig: Rig) -> None:
        to_result(rig)
        assert rig.place_now == "done"
        assert not rig.conductor.vault_empty
        rig.give(Input(Key.HASH))
        assert rig.place_now == "remove_card"
        assert rig.conductor.vault_empty

    with_rig(tmp_path, work)


def running_reader(place: Path, work: Callable[[Rig], Awaitable[None]]) -> Rig:
    """Do something with a reader whose loop and watchers run; return it when its loop has ended."""

    async def run() -> Rig:
        rig = Rig(place)
        running = asyncio.ensure_future(rig.app.run())
        try:
            await work(rig)
            async with asyncio.timeout(LIMIT_S):
                await running
        finally:
            running.cancel()
        return rig

    return asyncio.run(run())


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop turn until something is so."""
    async with asyncio.timeout(LIMIT_S):
        for _ in itertools.takewhile(lambda _: not condition(), itertools.count()):
            await asyncio.sleep(0)


async def serving(rig: Rig) -> None:
    rig.inbox.post(ONLINE)
    await until(lambda: rig.place_now == "idle" and rig.conductor.visit.online)


async def pin_sent(rig: Rig) -> None:
    await serving(rig)
    rig.lay_card()
    await until(lambda: rig.place_now == "pin/entering")
    rig.inbox.post(rig.answer(ANSWERS[0]))
    for key in PIN_KEYS:
        rig.bench.press(key)
    await until(lambda: rig.place_now == "pin/identifying")


async def result_shown(rig: Rig) -> None:
    await pin_sent(rig)
    rig.inbox.post(rig.answer(ANSWERS[1]))
    await until(lambda: rig.place_now == "inquiring/asking")
    rig.inbox.post(rig.answer(ANSWERS[2]))
    await until(lambda: rig.place_now == "done")


@pytest.mark.parametrize(
    ("point", "outcome"), [(serving, None), (pin_sent, "device_failed"), (result_shown, "completed")]
)
def test_told_to_stop_the_visit_ends_in_order(
    tmp_path: Path, point: Callable[[Rig], Awaitable[None]], outcome: str | None
) -> None:
    async def work(rig: Rig) -> None:
        await point(rig)
        rig.inbox.post(StopAsked())

    rig = running_reader(tmp_path, work)
    assert rig.conductor.vault_empty
    assert rig.place_now == "out_of_service", "a dead reader invites nobody, and shows nobody's result"
    assert rig.desks.screen.seen == rig.desks.screen.asked
    assert not rig.bench.tray._open, "the card has no power"
    assert [line["outcome"] for line in rig.lines("visits.jsonl")] == ([] if outcome is None else [outcome])
    assert len(rig.link.of(Store)) == (outcome is not None)
    assert len(list((tmp_path / "unsaved").iterdir())) == (outcome is not None), "link never said that it has it"
    assert (rig.artist.closed, rig.card_worker.closed, rig.disk.closed) == (1.0, 1.0, 3.0)
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("watch-")]


def test_a_fault_nobody_foresaw_ends_the_process_in_order_too(tmp_path: Path) -> None:
    async def work(rig: Rig) -> None:
        await pin_sent(rig)
        rigs.append(rig)
        rig.inbox.post(Broken(ValueError("digits 7351")))

    rigs: list[Rig] = []
    with pytest.raises(WorkerBroken) as raised:
        running_reader(tmp_path, work)
    assert "7351" not in str(raised.value)
    assert rigs[0].conductor.vault_empty
    assert not rigs[0].bench.tray._open
    assert len(rigs[0].lines("visits.jsonl")) == 1


def test_where_ending_the_visit_fails_the_card_is_let_go_all_the_same(tmp_path: Path, mocker) -> None:
    async def work(rig: Rig) -> None:
        await pin_sent(rig)
        rigs.append(rig)
        mocker.patch.object(rig.conductor, "end", side_effect=KeyError("rules"))
        rig.inbox.post(StopAsked())

    rigs: list[Rig] = []
    with pytest.raises(KeyError):
        running_reader(tmp_path, work)
    assert not rigs[0].bench.tray._open
    assert rigs[0].disk.closed is not None


def test_a_link_that_breaks_inside_ends_the_process(tmp_path: Path) -> None:
    async def work(rig: Rig) -> None:
        rig.link.fault = RuntimeError("broken")

    with pytest.raises(WorkerBroken):
        running_reader(tmp_path, work)


@pytest.mark.parametrize("device", ["card reader", "screen"])
def test_a_call_that_does_not_end_ends_the_process_and_saves_what_can_be(tmp_path: Path, device: str, mocker) -> None:
    async def work(rig: Rig) -> None:
        await pin_sent(rig)
        rigs.append(rig)
        desk = rig.desks.card if device == "card reader" else rig.desks.screen
        mocker.patch.object(desk, "blocked_for", return_value=60.0)
        rig.conductor.end()
        rig.inbox.post(LinkSaid(Published("0190")))

    rigs: list[Rig] = []
    with pytest.raises(DeviceBlocked, match=device):
        running_reader(tmp_path, work)
    (rig,) = rigs
    assert rig.card_worker.closed is rig.artist.closed is None, "what is blocked is not waited for"
    assert len(rig.lines("visits.jsonl")) == len(list((tmp_path / "unsaved").iterdir())) == 1
    for watcher in rig.watchers:
        watcher.stop()


def test_a_command_that_takes_long_but_ends_is_no_fault(tmp_path: Path, mocker) -> None:
    def work(rig: Rig) -> None:
        mocker.patch.object(rig.desks.card, "blocked_for", return_value=COMMAND_S)
        rig.settle()

    with_rig(tmp_path, work)


def test_what_link_says_goes_to_whom_it_concerns(tmp_path: Path, mocker) -> None:
    def work(rig: Rig) -> None:
        desks = rig.desks
        said = {
            Arrived("dn/elig", b"x"): (desks.centre, "arrived"),
            NotPublished("0190", "busy"): (desks.centre, "not_published"),
            Arrived("dn/ack", b"x"): (desks.ledger, "acknowledged"),
            Stored("0190"): (desks.ledger, "stored"),
            NotStored("0190", "full"): (desks.ledger, "not_stored"),
        }
        for message, (desk, name) in said.items():
            told = mocker.patch.object(desk, name)
            rig.app.take(LinkSaid(message))
            told.assert_called_once_with(message)
        rig.give(LinkSaid(Arrived("dn/cmd", b"x")), LinkSaid(Published("0190")))
        assert rig.lines("activity.jsonl")[-1] == {**rig.lines("activity.jsonl")[-1], "what": "message on dn/cmd"}

    with_rig(tmp_path, work)


def test_a_link_that_goes_and_comes_is_seen_and_reported_at_once(tmp_path: Path) -> None:
    def work(rig: Rig) -> None:
        reports = len(rig.link.of(Report))
        rig.give(LinkSaid(Status(connected=False, reason="link_away")))
        assert not rig.conductor.visit.online
        rig.give(ONLINE)
        rig.give(ONLINE)
        assert rig.conductor.visit.online
        assert len(rig.link.of(Report)) == reports + 2

    with_rig(tmp_path, work)


def test_records_are_offered_again_to_a_link_that_was_away(tmp_path: Path) -> None:
    def work(rig: Rig) -> None:
        to_result(rig)
        assert len(rig.link.of(Store)) == 1
        rig.give(LinkSaid(Status(connected=False, reason="link_away")), ONLINE)
        stores = rig.link.of(Store)
        assert len(stores) == 2
        assert stores[0] == stores[1]

    with_rig(tmp_path, work)


def test_the_supervisor_hears_when_it_is_ready_and_that_it_turns(tmp_path: Path, mocker) -> None:
    ready = mocker.patch("firmware.notify.ready")
    watchdog = mocker.patch("firmware.notify.watchdog")

    async def run() -> None:
        rig = Rig(tmp_path)
        rig.settle()
        assert ready.call_count == 0, "not before somebody can be served"
        rig.give(Happened(Started()))
        rig.settle()
        assert ready.call_count == 1
        assert watchdog.call_count == 1
        rig.clock.pass_time(WATCHDOG_S)
        rig.settle()
        assert (ready.call_count, watchdog.call_count) == (1, 2)

    asyncio.run(run())


def test_a_reader_without_a_display_is_ready_too(tmp_path: Path, mocker) -> None:
    ready = mocker.patch("firmware.notify.ready")

    async def run() -> None:
        rig = Rig(tmp_path)
        rig.bench.fail("display")
        rig.give(Happened(Started()))
        rig.settle()
        assert ready.call_count == 1
        assert rig.place_now == "out_of_service"
        rig.bench.mend("display")
        rig.clock.pass_time(1.0)
        rig.settle()
        rig.settle()
        assert rig.place_now == "idle"

    asyncio.run(run())


def test_a_flood_does_not_keep_the_turn_away(tmp_path: Path, mocker) -> None:
    async def work(rig: Rig) -> None:
        await serving(rig)
        turns = mocker.spy(rig.app, "turn")
        for _ in range(3 * ITEMS_A_TURN):
            rig.inbox.post(Input(Key.STAR))
        rig.inbox.post(StopAsked())
        seen.append(turns)

    seen: list[Any] = []
    running_reader(tmp_path, work)
    assert seen[0].call_count >= 3


def test_a_key_that_trembles_does_not_answer_the_next_question(tmp_path: Path) -> None:
    def work(rig: Rig) -> None:
        enter_pin(rig)
        rig.give(rig.answer(Identified(False)))
        assert rig.place_now == "registering/asking"
        rig.give(Input(Key.DIGIT_1))
        rig.give(rig.answer(Identified(True, (ConsentItem.MEDICINE,))))
        rig.clock.pass_time(0.2)
        rig.give(Input(Key.DIGIT_1))
        assert rig.place_now == "consenting/all", "nothing was consented to"
        rig.clock.pass_time(0.6)
        rig.give(Input(Key.DIGIT_1))
        assert rig.place_now == "inquiring/asking"

    with_rig(tmp_path, work, press_pause_s=0.5)


def test_a_touch_does_what_stands_there_and_nothing_beside_it(tmp_path: Path) -> None:
    def work(rig: Rig) -> None:
        rig.give(Input(Touch(500, 500)))
        assert rig.conductor.visit.language.value == "ja"
        rig.give(Input(Touch(5, 5)))
        assert rig.conductor.visit.language.value == "en"

    with_rig(tmp_path, work)


def test_a_key_set_out_of_its_time_refuses_the_visit_and_not_the_reader(tmp_path: Path) -> None:
    async def run() -> None:
        rig = Rig(tmp_path, centre=FakeCentre(START - timedelta(days=60), START - timedelta(days=30)))
        rig.give(Happened(Started()), ONLINE)
        rig.lay_card()
        rig.give(Happened(CardPlaced(1)))
        assert rig.place_now == "refused"
        rig.bench.remove()
        rig.give(Happened(CardLeft()))
        assert rig.place_now == "idle"
        assert rig.lines("visits.jsonl")[0]["outcome"] == "centre_unreachable"
        assert [report.state["keys"] for report in rig.link.of(Report)][-1] == "out_of_date"

    asyncio.run(run())


def test_a_timer_that_runs_out_ends_the_wait(tmp_path: Path) -> None:
    def work(rig: Rig) -> None:
        enter_pin(rig)
        rig.clock.pass_time(3.1)
        rig.settle()
        assert rig.place_now == "refused"
        assert rig.conductor.vault_empty

    with_rig(tmp_path, work)


@pytest.mark.parametrize("part", ["nfc", "keypad", "display"])
def test_a_device_that_fails_in_the_middle_of_a_visit_ends_it_and_its_return_serves_again(
    tmp_path: Path, part: Literal["nfc", "keypad", "display"]
) -> None:
    async def work(rig: Rig) -> None:
        await pin_sent(rig)
        rig.bench.fail(part)
        rig.inbox.post(rig.answer(Identified(True, (ConsentItem.MEDICINE,))))
        await until(lambda: rig.place_now == "out_of_service")
        assert rig.conductor.vault_empty
        rig.bench.mend(part)
        await until(lambda: rig.turned() == "remove_card")
        rig.bench.remove()
        await until(lambda: rig.place_now == "idle")
        rig.inbox.post(StopAsked())

    rig = running_reader(tmp_path, work)
    (visit,) = rig.lines("visits.jsonl")
    assert visit["outcome"] == "device_failed"


def test_an_effect_that_nobody_carries_out_is_a_fault(tmp_path: Path) -> None:
    def work(rig: Rig) -> None:
        with pytest.raises(TypeError, match="no desk carries out Effect"):
            rig.conductor._carry_out(Effect(), None)

    with_rig(tmp_path, work)


def test_a_broken_worker_is_told_by_its_error_type_alone(tmp_path: Path) -> None:
    def work(rig: Rig) -> None:
        with pytest.raises(WorkerBroken) as raised:
            rig.app.take(Broken(None))
        assert str(raised.value) == ""

    with_rig(tmp_path, work)
