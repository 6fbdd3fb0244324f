"""What happened, in codes and numbers, for panel, technician and demo. Nothing personal can be written here."""

import threading
from pathlib import Path

import msgspec

from firmware.reader.append_file import AppendFile
from firmware.reader.worker import Worker
from firmware.visit.model import Place
from hal.clock import Clock

LIMIT_BYTES = 262_144
"""One busy day of a reader; then the file is renamed and a new one begun, so two are kept."""

WRITES_WAITING = 64
"""Turns of the loop whose lines wait for the disk; one that is further behind has failed."""

REFUSALS_A_SPELL, SPELL_S = 20, 10.0
"""Refusals written in so many seconds. A stranger who floods the reader must not wear its disk out with them."""


class Journal:
    """Appends JSON lines to activity.jsonl and visits.jsonl in the state directory. Owned by the reader's loop.

    Lines are collected and written together when `flush` is called, by the disk's thread: a visit waits for no disk.
    A full disk must not stop a visit either: what cannot be written is counted in `lost` and reported with the health.
    `messages` counts the sealed messages that crossed.
    """

    def __init__(self, directory: Path, clock: Clock, version: str, disk: Worker) -> None:
        """Raises OSError when the directory cannot be made."""
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._activity = AppendFile(directory / "activity.jsonl", LIMIT_BYTES)
        self._visits = AppendFile(directory / "visits.jsonl", LIMIT_BYTES)
        self._clock = clock
        self._origin = clock.monotonic()
        self._version = version
        self._disk = disk
        self._lines: list[tuple[AppendFile, bytes]] = []
        self._handed_over = 0
        self._written = 0
        self._spell = (clock.monotonic(), 0)
        self._lost = 0
        self._lost_lock = threading.Lock()
        self.messages = 0

    @property
    def lost(self) -> int:
        """Lines and files that could not be written."""
        return self._lost

    def state(self, place: Place) -> None:
        """The visit stands at another place."""
        self._note({"kind": "state", "place": str(place)})

    def step(self, visit: int, name: str, since_card_ms: float) -> None:
        """A step of a visit was reached, so many milliseconds after the card was seen."""
        self._note({"kind": "step", "visit": visit, "name": name, "since_card_ms": round(since_card_ms, 1)})

    def message(self, direction: str, name: str, size: int) -> None:
        """A sealed message crossed to or from link."""
        self.messages += 1
        self._note({"kind": "message", "direction": direction, "name": name, "bytes": size})

    def refused(self, what: str) -> None:
        """Something was refused; `what` is made of codes and type names only."""
        now = self._clock.monotonic()
        began, count = self._spell
        if now - began >= SPELL_S:
            began, count = now, 0
        self._spell = (began, count + 1)
        if count < REFUSALS_A_SPELL:
            self._note({"kind": "refused", "what": what})

    def finished(self, summary: dict[str, object]) -> None:
        """A visit is over."""
        self._lines.append((self._visits, msgspec.json.encode({**summary, "version": self._version})))

    def lose(self, count: int) -> None:
        """So many lines or files could not be written. For any thread of the reader."""
        with self._lost_lock:
            self._lost += count

    def flush(self) -> None:
        """Hand what was noted to the disk."""
        lines, self._lines = self._lines, []
        if not lines:
            return
        if self._handed_over - self._written >= WRITES_WAITING:
            self.lose(len(lines))
            return
        self._handed_over += 1
        self._disk.submit(lambda: self._write(lines))

    def close(self) -> None:
        """Write what was noted, then let the files go."""
        self.flush()
        for file in (self._activity, self._visits):
            self._disk.submit(file.close)

    def _note(self, entry: dict[str, object]) -> None:
        milliseconds = round((self._clock.monotonic() - self._origin) * 1000, 1)
        self._lines.append((self._activity, msgspec.json.encode({"ms": milliseconds, **entry})))

    def _write(self, lines: list[tuple[AppendFile, bytes]]) -> None:
        for file in (self._activity, self._visits):
            own = [line for belongs, line in lines if belongs is file]
            if not own:
                continue
            try:
                file.append(b"".join(line + b"\n" for line in own))
            except OSError:
                self.lose(len(own))
        self._written += 1
