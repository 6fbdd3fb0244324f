"""How the reader is: numbers for status.json and for link's state, info and tel. No personal data."""

from collections import Counter, deque
from dataclasses import dataclass
from pathlib import Path

import msgspec

from firmware.link.ipc import Report
from firmware.reader.face.keeper import FaceHealth
from firmware.reader.journal import Journal
from firmware.reader.worker import Worker
from firmware.visit.effects import Effect, RecordUsage
from firmware.visit.model import FaceEnd, Part, Phase, State, Visit
from hal.board import Board, BoardHealth
from hal.clock import Clock

SAMPLES = 100
"""Visits over which the time of a step is summed up."""

REPORT_EVERY_S = 10.0

STEPS_TOLD = (
    "certificate_read",
    "pin_asked",
    "challenge_received",
    "print_read",
    "photo_loaded",
    "turn_asked",
    "face_matched",
    "key_opened",
    "pin_verified",
    "challenge_signed",
    "identified",
    "consented",
    "result",
)
"""Steps whose times travel, of the PIN's way and the face's: with every outcome and reading there are no more numbers
than link passes on (`firmware.link.health.MAX_NUMBERS`)."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What the other parts of the reader know of themselves at the moment of a report."""

    visit: Visit
    sound_missing: bool
    draw_ms: float
    unsaved: int
    records_lost: int
    keys_usable: bool
    face: FaceHealth


class Health:
    """Counts outcomes and step times; writes status.json and makes link's report. Owned by the reader's loop."""

    def __init__(
        self, directory: Path, board: Board, clock: Clock, journal: Journal, version: str, boot: str, disk: Worker
    ) -> None:
        self._path = directory / "status.json"
        self._board = board
        self._clock = clock
        self._journal = journal
        self._version = version
        self._boot = boot
        self._disk = disk
        self._since = clock.now()
        self._outcomes: Counter[str] = Counter()
        self._steps: dict[str, deque[int]] = {}
        self._link = "link_away"
        self._face_said = ""
        self._cameras: dict[str, str] = {}
        self._reported_at = float("-inf")

    def follow(self, before: Visit, after: Visit, effects: tuple[Effect, ...], steps_ms: dict[str, int]) -> None:
        """Count what an event did; the end of a visit and a change of devices or of the link are reported at once."""
        outcomes = [effect.outcome.value for effect in effects if isinstance(effect, RecordUsage)]
        for outcome in outcomes:
            self._outcomes[outcome] += 1
            for name, milliseconds in steps_ms.items():
                self._steps.setdefault(name, deque(maxlen=SAMPLES)).append(milliseconds)
        camera = _camera(before, after)
        news = camera is not None and self._cameras.get(camera[0], "ok") != camera[1]
        self._cameras.update(() if camera is None else (camera,))
        if outcomes or news or before.failed != after.failed or before.online != after.online:
            self._reported_at = float("-inf")

    def link_says(self, reason: str) -> None:
        """The state of the way to the centre, as link's code. A link that was away knows nothing of us yet."""
        if reason != self._link:
            self._link = reason
            self._reported_at = float("-inf")

    def face_says(self, face: FaceHealth) -> None:
        """Whether the face is offered, and why not; a change is reported at once."""
        if _face(face) != self._face_said:
            self._face_said = _face(face)
            self._reported_at = float("-inf")

    def due(self) -> bool:
        """Whether it is time for a report."""
        return self._clock.monotonic() - self._reported_at >= REPORT_EVERY_S

    def report(self, condition: Condition) -> Report:
        """Write status.json and return what link publishes."""
        self._reported_at = self._clock.monotonic()
        ports = {**_ports(condition), **self._cameras}
        board = self._board.health()
        latency = {name: _summary(samples) for name, samples in self._steps.items()}
        keys = "ok" if condition.keys_usable else "out_of_date"
        status = {
            "version": self._version,
            "boot": self._boot,
            "place": str(condition.visit.place),
            "ports": ports,
            "link": self._link,
            "keys": keys,
            "face": _face(condition.face),
            "face_detail": condition.face.detail,
            "face_model": condition.face.model,
            "outcomes": dict(self._outcomes),
            "latency_ms": latency,
            "unsaved": condition.unsaved,
            "records_lost": condition.records_lost,
            "journal_lost": self._journal.lost,
            "since": self._since.isoformat(),
            "at": self._clock.now().isoformat(),
            "clock_sure": self._clock.sure(),
        }
        self._disk.submit(lambda: self._write(msgspec.json.format(msgspec.json.encode(status), indent=1)))
        service = {"service": _service(condition.visit), "reader_boot": self._boot, "keys": keys}
        info = {"reader_version": self._version, "board": board.model, "face": _face(condition.face)}
        return Report(
            state={**service, **_warnings(board)},
            info={**info, **{f"port_{name}": how for name, how in ports.items()}},
            tel=self._numbers(condition, latency, board),
        )

    def _numbers(
        self, condition: Condition, latency: dict[str, dict[str, int]], board: BoardHealth
    ) -> dict[str, float]:
        readings = {
            "temperature_c": board.temperature_c,
            "memory_free_mb": board.memory_free_mb,
            "disk_free_mb": board.disk_free_mb,
            "draw_ms": round(condition.draw_ms, 1),
            "unsaved": condition.unsaved,
            "records_lost": condition.records_lost,
            "journal_lost": self._journal.lost,
            "face_starts": condition.face.starts,
            "face_failures": condition.face.failures,
            "visits": sum(self._outcomes.values()),
        }
        outcomes = {f"outcome_{name}": count for name, count in self._outcomes.items()}
        told = ((name, latency[name]) for name in STEPS_TOLD if name in latency)
        steps = {f"step_{name}_{key}_ms": ms for name, summary in told for key, ms in summary.items()}
        numbers = {**readings, **outcomes, **steps}
        return {name: float(number) for name, number in numbers.items() if number is not None}

    def _write(self, status: bytes) -> None:
        fresh = self._path.with_suffix(".new")
        try:
            fresh.write_bytes(status)
            fresh.replace(self._path)
        except OSError:
            self._journal.lose(1)


def _ports(condition: Condition) -> dict[str, str]:
    essential = {part.value: "failed" if part in condition.visit.failed else "ok" for part in Part}
    return {**essential, "sound": "failed" if condition.sound_missing else "ok"}


def _camera(before: Visit, after: Visit) -> tuple[str, str] | None:
    """Which camera a visit found broken or well; they are looked through in visits only."""
    if after.face_end is FaceEnd.CAMERA and before.face_end is not FaceEnd.CAMERA:
        return ("card_camera" if before.phase is Phase.PRINT else "camera", "failed")
    if (before.phase, after.phase) == (Phase.PRINT, Phase.PHOTO):
        return ("card_camera", "ok")
    return ("camera", "ok") if (before.phase, after.phase) == (Phase.LOOKING, Phase.TURNING) else None


def _face(face: FaceHealth) -> str:
    """`ok`, or the code why the face is not offered."""
    return face.reason or "ok"


def _warnings(board: BoardHealth) -> dict[str, int]:
    found = {"undervoltage": board.undervoltage, "throttled": board.throttled}
    return {name: int(warned) for name, warned in found.items() if warned is not None}


def _summary(samples: deque[int]) -> dict[str, int]:
    ordered = sorted(samples)
    last = len(ordered) - 1
    return {"p50": ordered[last // 2], "p95": ordered[min(last, len(ordered) * 95 // 100)]}


def _service(visit: Visit) -> str:
    known = {State.STARTING: "starting", State.MAINTENANCE: "maintenance", State.OUT_OF_SERVICE: "out_of_service"}
    return known.get(visit.state, "in_service")
