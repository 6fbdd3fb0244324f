"""How the reader is: numbers for status.json and for link's state, info and tel. No personal data."""

import json
import statistics
from collections import Counter, deque
from pathlib import Path

from firmware.link.ipc import Report
from firmware.reader.journal import Journal
from firmware.visit.effects import Effect, RecordUsage
from firmware.visit.model import Part, State, Visit
from hal.board import Board, BoardHealth
from hal.clock import Clock

SAMPLES = 100
"""Visits over which the time of a step is summed up."""

REPORT_EVERY_S = 10.0


class Health:
    """Counts outcomes and step times; writes status.json and makes link's report. Owned by the reader's loop."""

    def __init__(self, directory: Path, board: Board, clock: Clock, journal: Journal, version: str, boot: str) -> None:
        self._path = directory / "status.json"
        self._board = board
        self._clock = clock
        self._journal = journal
        self._version = version
        self._boot = boot
        self._since = clock.now()
        self._outcomes: Counter[str] = Counter()
        self._steps: dict[str, deque[int]] = {}
        self._link = "link_away"
        self._reported_at = float("-inf")

    def follow(self, before: Visit, after: Visit, effects: tuple[Effect, ...], steps_ms: dict[str, int]) -> None:
        """Count what an event did; a change of place or devices is reported at once."""
        for effect in effects:
            if isinstance(effect, RecordUsage):
                self._outcomes[effect.outcome.value] += 1
                for name, milliseconds in steps_ms.items():
                    self._steps.setdefault(name, deque(maxlen=SAMPLES)).append(milliseconds)
        if before.failed != after.failed or before.online != after.online:
            self._reported_at = float("-inf")

    def link_says(self, reason: str) -> None:
        """The state of the way to the centre, as link's code."""
        self._link = reason

    def due(self) -> bool:
        """Whether it is time for a report."""
        return self._clock.monotonic() - self._reported_at >= REPORT_EVERY_S

    def report(self, visit: Visit, sound_missing: bool, draw_ms: float, unsaved: int) -> Report:
        """Write status.json and return what link publishes."""
        self._reported_at = self._clock.monotonic()
        ports = self._ports(visit, sound_missing)
        board = self._board.health()
        latency = {name: _summary(samples) for name, samples in self._steps.items()}
        self._write(
            {
                "version": self._version,
                "boot": self._boot,
                "place": str(visit.place),
                "ports": ports,
                "link": self._link,
                "outcomes": dict(self._outcomes),
                "latency_ms": latency,
                "unsaved": unsaved,
                "journal_lost": self._journal.lost,
                "since": self._since.isoformat(),
                "at": self._clock.now().isoformat(),
                "clock_sure": self._clock.sure(),
            }
        )
        return Report(
            state={"service": _service(visit), "reader_boot": self._boot},
            info={"reader_version": self._version, "board": board.model, **_named("port", ports)},
            tel=self._numbers(latency, board, draw_ms),
        )

    def _ports(self, visit: Visit, sound_missing: bool) -> dict[str, str]:
        essential = {part.value: "failed" if part in visit.failed else "ok" for part in Part}
        return {**essential, "sound": "failed" if sound_missing else "ok"}

    def _numbers(self, latency: dict[str, dict[str, int]], board: BoardHealth, draw_ms: float) -> dict[str, float]:
        readings = {
            "temperature_c": board.temperature_c,
            "memory_free_mb": board.memory_free_mb,
            "disk_free_mb": board.disk_free_mb,
            "draw_ms": draw_ms,
            "journal_lost": self._journal.lost,
            "visits": sum(self._outcomes.values()),
        }
        steps = {f"step_{name}_{key}_ms": ms for name, summary in latency.items() for key, ms in summary.items()}
        outcomes = {f"outcome_{name}": count for name, count in self._outcomes.items()}
        numbers = {**readings, **steps, **outcomes}
        return {name: float(number) for name, number in numbers.items() if number is not None}

    def _write(self, status: dict[str, object]) -> None:
        fresh = self._path.with_suffix(".new")
        try:
            fresh.write_text(json.dumps(status, indent=1), encoding="utf-8")
            fresh.replace(self._path)
        except OSError:
            self._journal.lost += 1


def _summary(samples: deque[int]) -> dict[str, int]:
    ordered = sorted(samples)
    return {"p50": round(statistics.median(ordered)), "p95": ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]}


def _service(visit: Visit) -> str:
    known = {State.STARTING: "starting", State.MAINTENANCE: "maintenance", State.OUT_OF_SERVICE: "out_of_service"}
    return known.get(visit.state, "in_service")


def _named(prefix: str, values: dict[str, str]) -> dict[str, str]:
    return {f"{prefix}_{name}": value for name, value in values.items()}
