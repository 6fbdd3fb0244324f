"""A visit as it went: summary, recording, and nothing that grows without end."""

from pathlib import Path

import msgspec
import pytest

from firmware.messages.schema import Validity
from firmware.reader.visit_log import EVENTS_KEPT, PLACES_KEPT, RECORDINGS_KEPT, VisitLog, step_name
from firmware.visit.effects import AskCentre, BeginVisit, Effect, Question, RecordUsage
from firmware.visit.events import (
    Action,
    AnswerReceived,
    AnyEvent,
    CardConfirmed,
    CardLeft,
    CardPlaced,
    CardRead,
    ChallengeReceived,
    IdentifiedReceived,
    KeyOpened,
    PinChecked,
    Pressed,
    Signed,
    StaffNoted,
    Timer,
    TimeUp,
    TriesRead,
)
from firmware.visit.events_face import FaceDecided, FaceNoticed, PhotoRead, PhotoTaken, PrintRead
from firmware.visit.findings import CardFinding, FaceVerdict, PhotoFinding, PhotoVerdict, PinVerdict
from firmware.visit.model import Hint, Outcome, Phase, Side, State, Visit
from firmware.visit.recording import replay
from tests.firmware.reader.fakes import HandClock, LaterWorker, journal_in

IDLE = Visit(state=State.IDLE, online=True)
READING = Visit(state=State.READING, phase=Phase.DETECTING, online=True, card=1)
PIN = Visit(state=State.PIN, phase=Phase.ENTERING, online=True, card=1, tries=3)
FACE = Visit(state=State.FACE, phase=Phase.LOOKING, online=True, card=1, tries=3)
REMOVE = Visit(state=State.REMOVE_CARD, online=True, card=1)
INQUIRE = AskCentre(7, Question.INQUIRE)


class Written:
    """A log in a directory, with a clock."""

    def __init__(self, place: Path) -> None:
        self.place, self.clock = place, HandClock()
        self.journal = journal_in(place, self.clock)
        self.log = VisitLog(place, self.journal, self.clock, "1.2.3", LaterWorker())

    def begin(self) -> None:
        self.log.follow(CardPlaced(1), IDLE, READING, (BeginVisit(),))

    def visits(self) -> list[dict[str, object]]:
        self.journal.flush()
        return [msgspec.json.decode(line) for line in (self.place / "visits.jsonl").read_bytes().splitlines()]

    def recordings(self) -> list[str]:
        return sorted(path.name for path in (self.place / "recordings").iterdir())


@pytest.mark.parametrize(
    ("event", "after", "effects", "name"),
    [
        (CardRead(1, CardFinding.MY_NUMBER), PIN, (), "certificate_read"),
        (CardRead(1, CardFinding.PHONE), Visit(state=State.REFUSED), (), None),
        (TriesRead(1, 3), PIN, (), "pin_asked"),
        (TriesRead(1, 0), Visit(state=State.REFUSED), (), None),
        (ChallengeReceived(1), PIN, (), "challenge_received"),
        (Pressed(Action.SUBMIT), Visit(state=State.PIN, phase=Phase.VERIFYING), (), "pin_submitted"),
        (Pressed(Action.SUBMIT), Visit(state=State.STAFF_CHECK, phase=Phase.CHECKING), (), None),
        (StaffNoted(1, kept=True), Visit(state=State.STAFF_CHECK), (), "staff_confirmed"),
        (StaffNoted(1, kept=False), PIN, (), None),
        (KeyOpened(1), Visit(state=State.STAFF_CHECK), (), "key_opened"),
        (Pressed(Action.DIGIT), PIN, (), None),
        (PinChecked(1, PinVerdict.ACCEPTED, 3), PIN, (), "pin_verified"),
        (PinChecked(1, PinVerdict.WRONG, 2), PIN, (), None),
        (Signed(1), PIN, (), "challenge_signed"),
        (IdentifiedReceived(1, True), Visit(state=State.CONSENTING), (), "identified"),
        (IdentifiedReceived(1, True), Visit(state=State.INQUIRING), (INQUIRE,), "identified"),
        (Pressed(Action.ALL), Visit(state=State.INQUIRING), (INQUIRE,), "consented"),
        (AnswerReceived(1, Validity.VALID), Visit(state=State.INQUIRING), (), None),
        (CardConfirmed(1, 1), Visit(state=State.DONE), (), "result"),
        (CardLeft(), IDLE, (), "card_removed"),
        (PrintRead(1, sure=True), FACE, (), "print_read"),
        (PrintRead(1, sure=False), Visit(state=State.CHOOSING), (), None),
        (PhotoRead(1, PhotoFinding.READ), FACE, (), "photo_read"),
        (PhotoRead(1, PhotoFinding.MISSING), Visit(state=State.CHOOSING), (), None),
        (PhotoTaken(1, PhotoVerdict.USABLE), FACE, (), "photo_loaded"),
        (PhotoTaken(1, PhotoVerdict.POOR), Visit(state=State.CHOOSING), (), None),
        (FaceNoticed(1, Hint.CLOSER), FACE, (), None),
        (FaceNoticed(1, Hint.NOTHING, Side.LEFT), FACE, (), "turn_asked"),
        (FaceNoticed(1, Hint.TURN_BACK), FACE, (), "turned"),
        (FaceDecided(1, FaceVerdict.MATCH), FACE, (), "face_matched"),
        (FaceDecided(1, FaceVerdict.NOT_TURNED), FACE, (), None),
    ],
)
def test_the_steps_of_the_time_line(
    event: AnyEvent, after: Visit, effects: tuple[Effect, ...], name: str | None
) -> None:
    assert step_name(event, after, effects) == name


def test_a_visit_is_summed_up_and_can_be_replayed(tmp_path: Path) -> None:
    written = Written(tmp_path)
    log, clock = written.log, written.clock
    written.begin()
    written.journal.message("up", "ChallengeRequest", 900)
    clock.pass_time(0.25)
    log.follow(CardRead(1, CardFinding.MY_NUMBER), READING, PIN, ())
    log.follow(CardRead(1, CardFinding.MY_NUMBER), PIN, PIN, ())
    clock.pass_time(1.0)
    assert (log.steps_ms, log.seconds) == ({"card_seen": 0, "certificate_read": 250}, 1.25)
    log.follow(CardLeft(), PIN, IDLE, (RecordUsage(Outcome.CARD_REMOVED, None),))
    assert log.steps_ms["card_removed"] == 1250, "the record of this very event has all steps"
    log.finish(apdus=12)
    log.finish(apdus=12)
    assert written.visits() == [
        {
            "visit": 1,
            "outcome": "card_removed",
            "steps": {"card_seen": 0.0, "certificate_read": 250.0, "card_removed": 1250.0},
            "apdus": 12,
            "mqtt_messages": 1,
            "tries_left": 3,
            "states": ["reading/detecting", "pin/entering", "idle"],
            "version": "1.2.3",
        }
    ]
    lines = (tmp_path / "recordings" / "000001.jsonl").read_bytes().splitlines()
    assert len(replay(lines)) == 4
    assert (log.steps_ms, log.seconds) == ({}, 0.0)


def test_what_happens_while_nobody_is_served_is_no_visit(tmp_path: Path) -> None:
    written = Written(tmp_path)
    written.log.follow(CardLeft(), IDLE, IDLE, ())
    written.log.finish(0)
    written.journal.flush()
    assert not (tmp_path / "visits.jsonl").exists()


def test_a_card_that_is_left_for_days_does_not_fill_the_memory(tmp_path: Path) -> None:
    written = Written(tmp_path)
    written.begin()
    for _ in range(EVENTS_KEPT):
        written.log.follow(TimeUp(Timer.REMINDER), REMOVE, READING, ())
    written.log.finish(0)
    assert len((tmp_path / "recordings" / "000001.jsonl").read_bytes().splitlines()) == EVENTS_KEPT
    (visit,) = written.visits()
    assert len(visit["states"]) == PLACES_KEPT  # type: ignore[arg-type]  # a list


def test_numbers_go_on_after_a_restart_and_only_the_newest_recordings_are_kept(tmp_path: Path) -> None:
    recordings = tmp_path / "recordings"
    recordings.mkdir()
    for number in range(1, RECORDINGS_KEPT + 1):
        (recordings / f"{number:06}.jsonl").write_text("{}")
    (recordings / "12 copy.jsonl").write_text("somebody's")
    written = Written(tmp_path)
    written.begin()
    written.log.finish(0)
    names = written.recordings()
    assert names[0] == "000002.jsonl"
    assert f"{RECORDINGS_KEPT + 1:06}.jsonl" in names
    assert "12 copy.jsonl" in names


def test_a_full_disk_costs_the_recording_only(tmp_path: Path, mocker) -> None:
    written = Written(tmp_path)
    written.begin()
    mocker.patch("pathlib.Path.write_bytes", side_effect=OSError(28, "No space left on device"))
    written.log.finish(0)
    assert written.journal.lost == 1
    assert len(written.visits()) == 1
