"""What the reader tells of itself: flat codes and numbers, as many as link passes on."""

import re
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from firmware.link import health as link_health
from firmware.link.ipc import Report
from firmware.reader.face.keeper import FaceHealth
from firmware.reader.health import REPORT_EVERY_S, SAMPLES, STEPS_TOLD, Condition, Health
from firmware.visit.effects import RecordUsage
from firmware.visit.model import FaceEnd, Outcome, Part, Phase, State, Visit
from hal.board import BoardHealth
from tests.firmware.reader.fakes import HandClock, LaterWorker, journal_in

IDLE = Visit(state=State.IDLE, online=True)
WELL = BoardHealth("Raspberry Pi 4", 51.5, undervoltage=True, throttled=None, memory_free_mb=800.0, disk_free_mb=None)
ALL_STEPS = dict.fromkeys((*STEPS_TOLD, "card_seen", "pin_submitted", "card_removed"), 40)


class StandingBoard:
    def health(self) -> BoardHealth:
        return WELL


class Kept:
    """A health book in a directory."""

    def __init__(self, place: Path) -> None:
        self.place, self.clock = place, HandClock()
        self.journal = journal_in(place, self.clock)
        self.health = Health(place, StandingBoard(), self.clock, self.journal, "1.2.3", "b007", LaterWorker())

    def ended(self, outcome: Outcome, steps: dict[str, int] | None = None) -> None:
        self.health.follow(IDLE, IDLE, (RecordUsage(outcome, None),), steps or {})

    def report(self, **changes: object) -> Report:
        plain: dict[str, object] = {
            "visit": IDLE,
            "sound_missing": False,
            "draw_ms": 21.27,
            "unsaved": 2,
            "records_lost": 1,
            "keys_usable": True,
            "face": FaceHealth(7, True, 3, 1, "", "", "ab" * 32),
        }
        return self.health.report(Condition(**{**plain, **changes}))  # type: ignore[arg-type]  # fields of Condition

    def status(self) -> dict[str, object]:
        return msgspec.json.decode((self.place / "status.json").read_bytes(), type=dict[str, object])


def test_the_status_file(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.health.link_says("connected")
    kept.ended(Outcome.COMPLETED, {"pin_asked": 30})
    kept.ended(Outcome.COMPLETED, {"pin_asked": 50})
    kept.report(visit=Visit(state=State.OUT_OF_SERVICE, failed=frozenset({Part.NFC})), sound_missing=True)
    assert kept.status() == {
        "version": "1.2.3",
        "boot": "b007",
        "place": "out_of_service",
        "ports": {"nfc": "failed", "display": "ok", "keypad": "ok", "sound": "failed"},
        "link": "connected",
        "keys": "ok",
        "face": "ok",
        "face_detail": "",
        "face_model": "ab" * 32,
        "outcomes": {"completed": 2},
        "latency_ms": {"pin_asked": {"p50": 30, "p95": 50}},
        "unsaved": 2,
        "records_lost": 1,
        "journal_lost": 0,
        "since": "2026-04-01T09:00:00+00:00",
        "at": "2026-04-01T09:00:00+00:00",
        "clock_sure": True,
    }
    assert not (tmp_path / "status.new").exists()


def test_what_link_publishes(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.ended(Outcome.PHONE)
    report = kept.report(keys_usable=False)
    assert report.state == {"service": "in_service", "reader_boot": "b007", "keys": "out_of_date", "undervoltage": 1}
    assert report.info["board"] == "Raspberry Pi 4"
    assert report.info["port_nfc"] == "ok"
    assert report.tel["temperature_c"] == 51.5
    assert report.tel["outcome_phone"] == 1.0
    assert report.tel["draw_ms"] == 21.3
    assert "disk_free_mb" not in report.tel


@pytest.mark.parametrize(
    ("state", "service"),
    [
        (State.STARTING, "starting"),
        (State.MAINTENANCE, "maintenance"),
        (State.OUT_OF_SERVICE, "out_of_service"),
        (State.PIN, "in_service"),
    ],
)
def test_the_state_says_no_more_of_a_visit_than_that_the_reader_serves(
    tmp_path: Path, state: State, service: str
) -> None:
    assert Kept(tmp_path).report(visit=Visit(state=state)).state["service"] == service


def test_every_number_that_can_be_is_passed_on_by_link(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    for outcome in Outcome:
        kept.ended(outcome, ALL_STEPS)
    report = kept.report()
    assert len(report.tel) + (WELL.disk_free_mb is None) <= link_health.MAX_NUMBERS
    assert {f"step_{name}_{key}_ms" for name in STEPS_TOLD for key in ("p50", "p95")} <= set(report.tel)
    assert b"refused_entries" not in link_health.telemetry({}, report)
    assert b"refused_entries" not in link_health.info(report)
    assert b"refused_entries" not in link_health.online("boot", 1, {}, report)
    named = {**report.state, **report.info, **report.tel}
    assert all(re.fullmatch(r"[a-z0-9_]+", name) for name in named)
    assert all(isinstance(value, str | int | float) for value in named.values())


def test_the_steps_of_both_ways_travel(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    face = ("print_read", "photo_loaded", "turn_asked", "face_matched", "key_opened")
    kept.ended(Outcome.COMPLETED, {name: 100 * number for number, name in enumerate(face, 1)})
    kept.ended(Outcome.COMPLETED, {"pin_verified": 700})
    tel = kept.report().tel
    assert [tel[f"step_{name}_p95_ms"] for name in (*face, "pin_verified")] == [100, 200, 300, 400, 500, 700]


def test_numbers_do_not_grow_with_the_visits(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    for number in range(3 * SAMPLES):
        kept.ended(Outcome.COMPLETED, {"pin_asked": number})
    assert len(kept.health._steps["pin_asked"]) == SAMPLES
    assert kept.report().tel["step_pin_asked_p50_ms"] == 2.5 * SAMPLES - 1


def test_reports_are_due_now_and_then_and_at_once_when_something_changed(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    assert kept.health.due()
    kept.report()
    assert not kept.health.due()
    kept.clock.pass_time(REPORT_EVERY_S)
    assert kept.health.due()
    for change in (
        lambda: kept.ended(Outcome.COMPLETED),
        lambda: kept.health.follow(IDLE, Visit(failed=frozenset({Part.KEYPAD})), (), {}),
        lambda: kept.health.follow(IDLE, Visit(online=False), (), {}),
        lambda: kept.health.link_says("connected"),
    ):
        kept.report()
        change()
        assert kept.health.due()
    kept.report()
    kept.health.link_says("connected")
    kept.health.follow(IDLE, IDLE, (), {})
    assert not kept.health.due()


def test_whether_the_face_is_offered_is_reported_as_soon_as_it_changes(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    starting, offered = (FaceHealth(7, False, 1, 0, why, "", "") for why in ("starting", ""))
    kept.health.face_says(starting)
    kept.report(face=starting)
    kept.health.face_says(starting)
    assert not kept.health.due()
    kept.health.face_says(offered)
    assert kept.health.due()
    kept.report(face=offered)
    assert kept.status()["face"] == "ok"


def test_a_full_disk_keeps_the_last_status_and_counts(tmp_path: Path, mocker) -> None:
    kept = Kept(tmp_path)
    kept.report()
    mocker.patch("pathlib.Path.write_bytes", side_effect=OSError(28, "No space left on device"))
    kept.report(unsaved=99)
    assert kept.status()["unsaved"] == 2
    assert kept.journal.lost == 1


def test_a_camera_that_failed_in_a_visit_is_told_until_it_is_well_again(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    looking = Visit(state=State.FACE, phase=Phase.LOOKING)
    kept.health.follow(looking, replace(looking, state=State.CHOOSING, face_end=FaceEnd.CAMERA), (), {})
    assert kept.report().info["port_camera"] == "failed"
    kept.health.follow(looking, replace(looking, phase=Phase.TURNING), (), {})
    assert kept.report().info["port_camera"] == "ok"
    reading = Visit(state=State.FACE, phase=Phase.PRINT)
    kept.health.follow(reading, replace(reading, state=State.CHOOSING, face_end=FaceEnd.CAMERA), (), {})
    assert (kept.report().info["port_card_camera"], kept.report().info["port_camera"]) == ("failed", "ok")
