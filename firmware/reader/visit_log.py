"""One visit as it went: steps with times, places, counts, and the recording for a technician."""

from dataclasses import dataclass, field
from pathlib import Path

from firmware.reader.journal import Journal
from firmware.reader.worker import Worker
from firmware.visit.effects import AskCentre, BeginVisit, Effect, Question, RecordUsage
from firmware.visit.events import (
    Action,
    AnyEvent,
    CardLeft,
    CardRead,
    ChallengeReceived,
    IdentifiedReceived,
    KeyOpened,
    PinChecked,
    Pressed,
    Signed,
    StaffNoted,
    TriesRead,
)
from firmware.visit.events_face import FaceDecided, FaceNoticed, PhotoRead, PhotoTaken, PrintRead
from firmware.visit.findings import FaceVerdict, PhotoFinding, PhotoVerdict, PinVerdict
from firmware.visit.model import Hint, Outcome, State, Visit
from firmware.visit.places import VERIFYING
from firmware.visit.recording import encode_event, encode_header
from hal.clock import Clock

RECORDINGS_KEPT = 50
"""Enough for the visits of a day in which something went wrong."""

EVENTS_KEPT, PLACES_KEPT = 2000, 200
"""A visit has about 30 events. A card that is left in the reader for days makes one with every reminder."""


def step_name(event: AnyEvent, after: Visit, effects: tuple[Effect, ...]) -> str | None:
    """The name of the step that this event completed, for the time line."""
    inquires = any(isinstance(effect, AskCentre) and effect.question is Question.INQUIRE for effect in effects)
    if inquires and not isinstance(event, CardLeft):
        return "identified" if isinstance(event, IdentifiedReceived) else "consented"
    match event:
        case CardRead() if after.state is State.PIN:
            return "certificate_read"
        case TriesRead() if after.state is State.PIN:
            return "pin_asked"
        case ChallengeReceived():
            return "challenge_received"
        case Pressed(action=Action.SUBMIT) if after.place == VERIFYING:
            return "pin_submitted"
        case PinChecked(verdict=PinVerdict.ACCEPTED):
            return "pin_verified"
        case StaffNoted(kept=True):
            return "staff_confirmed"
        case KeyOpened():
            return "key_opened"
        case Signed():
            return "challenge_signed"
        case IdentifiedReceived():
            return "identified"
        case CardLeft():
            return "card_removed"
        case PrintRead() | PhotoRead() | PhotoTaken() | FaceNoticed() | FaceDecided():
            return _face_step(event)
        case _:
            return "result" if after.state is State.DONE else None


def _face_step(event: PrintRead | PhotoRead | PhotoTaken | FaceNoticed | FaceDecided) -> str | None:
    """Of the face way; of several attempts the first one of each step counts."""
    match event:
        case PrintRead(sure=True):
            return "print_read"
        case PhotoRead(finding=PhotoFinding.READ):
            return "photo_read"
        case PhotoTaken(verdict=PhotoVerdict.USABLE):
            return "photo_loaded"
        case FaceNoticed(hint=Hint.TURN_BACK):
            return "turned"
        case FaceNoticed(side=side) if side is not None:
            return "turn_asked"
        case FaceDecided(verdict=FaceVerdict.MATCH):
            return "face_matched"
        case _:
            return None


@dataclass(slots=True)
class _Current:
    number: int
    began: float
    messages_before: int
    steps: dict[str, float] = field(default_factory=dict)
    states: list[str] = field(default_factory=list)
    events: list[bytes] = field(default_factory=list)
    outcome: Outcome | None = None
    tries: int | None = None


class VisitLog:
    """Follows the visit. Writes its summary when the card is gone and its recording beside it. Owned by the loop."""

    def __init__(self, directory: Path, journal: Journal, clock: Clock, version: str, disk: Worker) -> None:
        """Raises OSError when the directory of the recordings cannot be made."""
        self._directory = directory / "recordings"
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._journal = journal
        self._clock = clock
        self._version = version
        self._disk = disk
        self._number = max((int(path.stem) for path in self._recordings()), default=0)
        self._current: _Current | None = None

    @property
    def steps_ms(self) -> dict[str, int]:
        """Whole milliseconds from the card's arrival to each step reached so far."""
        return {} if self._current is None else {name: round(ms) for name, ms in self._current.steps.items()}

    @property
    def seconds(self) -> float:
        """Seconds since the visit began; 0 when there is none."""
        return 0.0 if self._current is None else self._clock.monotonic() - self._current.began

    def follow(self, event: AnyEvent, before: Visit, after: Visit, effects: tuple[Effect, ...]) -> None:
        """Note what an accepted event does."""
        if any(isinstance(effect, BeginVisit) for effect in effects):
            self._begin(before)
        current = self._current
        if current is None:
            return
        if len(current.events) < EVENTS_KEPT:
            current.events.append(encode_event(event))
        name = step_name(event, after, effects)
        if name is not None and name not in current.steps:
            self._step(current, name)
        if before.place != after.place and len(current.states) < PLACES_KEPT:
            current.states.append(str(after.place))
        current.tries = current.tries if after.tries is None else after.tries
        current.outcome = next((e.outcome for e in effects if isinstance(e, RecordUsage)), current.outcome)

    def finish(self, apdus: int) -> None:
        """The card is gone, or the reader ends: write what is known of the visit; nothing when there is none."""
        current, self._current = self._current, None
        if current is None:
            return
        self._journal.finished(
            {
                "visit": current.number,
                "outcome": None if current.outcome is None else current.outcome.value,
                "steps": {name: round(ms, 1) for name, ms in current.steps.items()},
                "apdus": apdus,
                "mqtt_messages": self._journal.messages - current.messages_before,
                "tries_left": current.tries,
                "states": current.states,
            }
        )
        self._disk.submit(lambda: self._save_recording(current))

    def _begin(self, before: Visit) -> None:
        self._number += 1
        self._current = current = _Current(self._number, self._clock.monotonic(), self._journal.messages)
        current.events.append(encode_header(before, self._version))
        self._step(current, "card_seen")

    def _step(self, current: _Current, name: str) -> None:
        milliseconds = (self._clock.monotonic() - current.began) * 1000
        current.steps[name] = milliseconds
        self._journal.step(current.number, name, milliseconds)

    def _save_recording(self, current: _Current) -> None:
        try:
            path = self._directory / f"{current.number:06}.jsonl"
            path.write_bytes(b"\n".join(current.events) + b"\n")
            for old in self._recordings()[:-RECORDINGS_KEPT]:
                old.unlink()
        except OSError:
            self._journal.lose(1)

    def _recordings(self) -> list[Path]:
        found = (path for path in self._directory.glob("*.jsonl") if path.stem.isdecimal() and path.stem.isascii())
        return sorted(found, key=lambda path: int(path.stem))
