"""The loop: what comes gets its turn."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from firmware.link.ipc import Arrived, NotPublished, NotStored, Published, Report, Status, Store, Stored
from firmware.messages.schema import ConsentItem, Identified
from firmware.reader.app import ITEMS_A_TURN, WATCHDOG_S
from firmware.reader.inbox import Happened, Input, LinkSaid, PicturesWaiting, StopAsked
from firmware.visit.effects import Effect
from firmware.visit.events import CardLeft, CardPlaced, Started
from hal.keypad import Key, Touch
from tests.firmware.reader.fakes import START, FakeCentre
from tests.firmware.reader.rig import Rig
from tests.firmware.reader.stories import (
    ONLINE,
    enter_pin,
    running_reader,
    serving,
    to_result,
    with_rig,
)


def test_a_whole_visit(tmp_path: Path) -> None:
    def work(rig: Rig) -> None:
        to_result(rig)
        assert rig.place_now == "done"
        assert not rig.conductor.vault_empty
        rig.give(Input(Key.HASH))
        assert rig.place_now == "remove_card"
        assert rig.conductor.vault_empty

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


def test_a_picture_finds_the_screen_that_it_is_for(tmp_path: Path, mocker) -> None:
    def work(rig: Rig) -> None:
        order: list[str] = []
        mocker.patch.object(rig.conductor, "show", side_effect=lambda: order.append("screen"))
        mocker.patch.object(rig.desks.pictures, "hand_over", side_effect=lambda _: order.append("picture"))
        rig.app.take(PicturesWaiting())
        assert order == ["screen", "picture"]

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


def test_an_effect_that_nobody_carries_out_is_a_fault(tmp_path: Path) -> None:
    def work(rig: Rig) -> None:
        with pytest.raises(TypeError, match="no desk carries out Effect"):
            rig.conductor._carry_out(Effect(), None)

    with_rig(tmp_path, work)
