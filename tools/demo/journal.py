"""What the reader writes in its state directory, as the demo reads it. Codes and numbers, nothing personal."""

from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from firmware.reader.tail import Tail


class Entry(msgspec.Struct, frozen=True):
    """One line of activity.jsonl; which fields are filled depends on `kind`. `ms`: since the reader began."""

    kind: str
    ms: float
    place: str = ""
    name: str = ""
    direction: str = ""
    bytes: int = 0
    visit: int = 0
    since_card_ms: float = 0.0


class Summary(msgspec.Struct, frozen=True):
    """One line of visits.jsonl: a visit that is over. `steps`: milliseconds since the card was seen."""

    visit: int
    outcome: str | None
    steps: dict[str, float]
    apdus: int
    mqtt_messages: int
    tries_left: int | None
    states: tuple[str, ...] = ()
    version: str = ""


class Status(msgspec.Struct, frozen=True):
    """status.json; the fields that matter here. `boot` is another one each time the reader starts."""

    boot: str = ""
    face: str = ""
    link: str = ""
    place: str = ""
    unsaved: int = 0


class ReaderJournal:
    """Everything that the reader writes down for others."""

    def __init__(self, state: Path) -> None:
        self._activity = Tail(state / "activity.jsonl")
        self._visits = Tail(state / "visits.jsonl")
        self._status = state / "status.json"

    def entries(self) -> list[Entry]:
        """What happened since the last call."""
        return [msgspec.json.decode(line, type=Entry) for line in self._activity.lines()]

    def summaries(self) -> list[Summary]:
        """The visits that ended since the last call."""
        return [msgspec.json.decode(line, type=Summary) for line in self._visits.lines()]

    def status(self) -> Status:
        """The reader's last word about itself; empty while there is none."""
        try:
            return msgspec.json.decode(self._status.read_bytes(), type=Status)
        except FileNotFoundError:
            return Status()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the files go."""
        self._activity.close()
        self._visits.close()
