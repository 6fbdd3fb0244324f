"""`replay`: a recorded visit stepped through again with the rules of today."""

from pathlib import Path

import msgspec

from firmware.visit.errors import RecordingError
from firmware.visit.recording import replay
from tools.diag.errors import FileUnusable

# The longest recording is a visit of an hour with a reminder every 5 s: 200 kB.
MAX_BYTES = 1_048_576
# Visits are counted from 1: no reader has a thousand million of them.
LONGEST_NUMBER = 9


class Replayed(msgspec.Struct, frozen=True):
    """One event: its name, what it brought, where the visit stood after it, and why it was refused if it was."""

    number: int
    event: str
    details: dict[str, object]
    place: str
    refusal: str = ""


def replay_file(path: Path) -> tuple[Replayed, ...]:
    """Read and replay a recording. Raises FileUnusable."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FileUnusable(path, f"more than {MAX_BYTES} bytes; no recording of a visit is that long")
        told = replay(path.read_bytes().splitlines())
    except OSError as error:
        raise FileUnusable(path, error.strerror or "cannot be read") from error
    except RecordingError as error:
        raise FileUnusable(path, str(error)) from error
    return tuple(
        Replayed(number, *_named(msgspec.to_builtins(step.event)), str(step.place), step.refusal or "")
        for number, step in enumerate(told, start=1)
    )


def find_recording(named: str, recordings: Path) -> Path:
    """The file, where a file of that name is there, else the recording of that number."""
    path = Path(named)
    number = named.isdecimal() and len(named) <= LONGEST_NUMBER
    return recordings / f"{int(named):06}.jsonl" if number and not path.exists() else path


def _named(event: dict[str, object]) -> tuple[str, dict[str, object]]:
    return str(event["event"]), {name: value for name, value in event.items() if name != "event"}
