import asyncio

import pytest

import tools.demo.player as module
from tools.demo.player import Played, Player, other_pin
from tools.demo.report import json_report, text_report, time_line, verdict
from tools.demo.script import (
    AnyStep,
    Disturb,
    Insert,
    Press,
    Remove,
    Script,
    StaffAccount,
    Start,
    Stop,
    Tear,
    TypePin,
    TypeStaff,
    WaitFor,
    WaitForLink,
)
from tools.demo.staff import PASSCODE, STAFF_ID

from .fake_stage import PIN, FakeStage

VISIT = (
    Insert(),
    WaitFor("pin/entering"),
    TypePin(),
    WaitFor("done"),
    Remove(),
)
WAY = {"insert": ["reading/detecting", "pin/entering"], "#": ["pin/verifying", "done"]}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.05)


def play(stage: FakeStage, steps: tuple[AnyStep, ...] = VISIT, tries_left: int | None = 3) -> Played:
    script = Script("x", "a visit", "ordinary", "completed", steps, tries_left)
    return asyncio.run(Player(script, stage).play())


def test_a_visit_that_goes_as_written_has_no_problems() -> None:
    stage = FakeStage(WAY)
    played = play(stage)
    assert played.problems == ()
    assert stage.acts == ["insert", *PIN, "#", "remove"]
    assert stage.pictures == 3  # two places and the typed PIN
    assert not stage.card


def test_a_wrong_pin_differs_in_every_digit() -> None:
    stage = FakeStage({**WAY, "#": ["pin/verifying", "pin/entering"]})
    steps = (Insert(), WaitFor("pin/entering"), TypePin(right=False), WaitFor("pin/entering"), Remove())
    assert play(stage, steps).problems == ()
    assert "".join(stage.acts[1:5]) == other_pin(PIN)
    assert all(one != other for one, other in zip(PIN, other_pin(PIN), strict=True))
    assert other_pin("9999") == "0000"


def test_a_place_reached_before_does_not_count_again() -> None:
    stage = FakeStage({"insert": ["pin/entering"]})
    steps = (Insert(), WaitFor("pin/entering"), WaitFor("pin/entering"))
    assert play(stage, steps).problems == ("the reader did not come to pin/entering",)


def test_the_card_is_taken_whatever_went_wrong() -> None:
    stage = FakeStage({"insert": ["refused"]})
    played = play(stage)
    assert played.problems == ("the reader did not come to pin/entering",)
    assert stage.acts[-1] == "remove"
    assert not stage.card


def test_the_outcome_is_judged() -> None:
    assert play(FakeStage(WAY, outcome="cancelled")).problems == ("the outcome is cancelled, not completed",)


def test_the_cards_own_count_of_tries_is_judged() -> None:
    assert play(FakeStage(WAY, tries=2)).problems == ("the card has 2 tries left, not 3",)
    assert play(FakeStage(WAY, tries=2), tries_left=None).problems == ()


def test_the_usage_record_has_to_arrive() -> None:
    assert play(FakeStage(WAY, receipts=0)).problems == ("the centre did not confirm the usage record",)
    assert play(FakeStage(WAY, receipts=2)).problems == ()


@pytest.mark.parametrize(
    ("visits", "problem"), [(0, "the reader wrote no summary of the visit"), (2, "there were 2 visits")]
)
def test_there_is_exactly_one_visit(visits: int, problem: str) -> None:
    assert problem in play(FakeStage(WAY, visits=visits)).problems


def test_nothing_begins_without_a_way_to_the_centre() -> None:
    stage = FakeStage(WAY, link=lambda: False)
    assert play(stage).problems[0] == "the reader has no way to the centre"
    assert stage.acts == []


def test_processes_are_stopped_and_started_and_the_link_is_waited_for() -> None:
    stage = FakeStage(WAY)
    stage.link = lambda: "stop broker" not in stage.acts or "start broker" in stage.acts
    steps = (
        *(Insert(), Stop("broker"), WaitForLink(up=False)),
        *(Remove(), Start("broker"), WaitForLink(up=True)),
    )
    assert play(stage, steps).problems == ()
    assert stage.acts == ["insert", "stop broker", "remove", "start broker"]


def test_a_torn_card_is_not_taken_twice() -> None:
    stage = FakeStage(WAY)
    assert play(stage, (Insert(), Tear(0, "half"), Press("1"))).problems == ()
    assert stage.acts == ["insert", "tear 0 half", "1"]


def test_the_report_of_a_visit() -> None:
    played = play(FakeStage(WAY, outcome="cancelled"))
    assert played.summary is not None
    assert time_line(played.summary)[-1].split() == ["result", "12.5", "ms", "+12.5"]
    assert "went wrong" in verdict(played)
    assert "cancelled" in text_report([played])
    (written,) = json_report([played], "0.1.0")
    asked_for = {"visit", "outcome", "steps", "apdus", "mqtt_messages", "tries_left", "version"}
    assert asked_for <= set(written)
    assert written["ok"] is False


def test_the_report_of_a_visit_that_never_was() -> None:
    played = play(FakeStage(WAY, visits=0))
    assert "no summary" in verdict(played)
    assert json_report([played], "0.1.0")[0]["outcome"] is None
    assert "no summary" in text_report([played])


def test_staff_comes_for_one_visit_and_types_id_and_passcode() -> None:
    stage = FakeStage({**WAY, "#": ["staff_check/passcode"]})
    steps = (StaffAccount(), Insert(), WaitFor("pin/entering"), TypeStaff(), TypeStaff(right=False), Remove())
    play(stage, steps)
    typed = f"{STAFF_ID}#{PASSCODE}#{STAFF_ID}#{other_pin(PASSCODE)}#"
    assert stage.acts == ["staff True", "insert", *typed, "remove", "staff False"]


def test_a_camera_goes_wrong_in_the_middle_of_a_visit() -> None:
    stage = FakeStage({"insert": ["face/looking"], "disturb stalled": ["choosing"]})
    steps = (Insert(), WaitFor("face/looking"), Disturb("stalled"), WaitFor("choosing"), Remove())
    assert play(stage, steps).problems == ()
    assert stage.acts == ["insert", "disturb stalled", "remove"]
