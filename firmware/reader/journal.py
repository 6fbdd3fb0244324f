"""What happened, in codes and numbers, for panel, technician and demo. Nothing personal can be written here."""

import json
from pathlib import Path

from firmware.visit.model import Place
from hal.clock import Clock

ACTIVITY_LIMIT_BYTES = 262_144
"""One busy day of a reader; then the file is renamed and a new one begun, so two are kept."""


class Journal:
    """Appends JSON lines to activity.jsonl and visits.jsonl in the state directory. Owned by the reader's loop.

    `messages` counts the sealed messages that crossed.
    A full disk must not stop a visit: what cannot be written is counted in `lost` and reported with the health.
    """

    def __init__(self, directory: Path, clock: Clock, version: str) -> None:
        """Raises OSError when the directory cannot be made."""
        directory.mkdir(parents=True, exist_ok=True)
        self._activity = directory / "activity.jsonl"
        self._visits = directory / "visits.jsonl"
        self._clock = clock
        self._origin = clock.monotonic()
        self._version = version
        self.lost = 0
        self.messages = 0

    def state(self, place: Place) -> None:
        """The visit stands at another place."""
        self._append({"kind": "state", "place": str(place)})

    def step(self, visit: int, name: str, since_card_ms: float) -> None:
        """A step of a visit was reached, so many milliseconds after the card was seen."""
        self._append({"kind": "step", "visit": visit, "name": name, "since_card_ms": round(since_card_ms, 1)})

    def message(self, direction: str, name: str, size: int) -> None:
        """A sealed message crossed to or from link."""
        self.messages += 1
        self._append({"kind": "message", "direction": direction, "name": name, "bytes": size})

    def refused(self, what: str) -> None:
        """Something was refused; `what` is made of codes and type names only."""
        self._append({"kind": "refused", "what": what})

    def finished(self, summary: dict[str, object]) -> None:
        """A visit is over."""
        self._write(self._visits, {**summary, "version": self._version})

    def _append(self, entry: dict[str, object]) -> None:
        milliseconds = round((self._clock.monotonic() - self._origin) * 1000, 1)
        self._write(self._activity, {"ms": milliseconds, **entry})

    def _write(self, path: Path, entry: dict[str, object]) -> None:
        try:
            if path.exists() and path.stat().st_size > ACTIVITY_LIMIT_BYTES:
                path.replace(path.with_suffix(".jsonl.1"))
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry, ensure_ascii=True) + "\n")
        except OSError:
            self.lost += 1
