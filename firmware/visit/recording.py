"""A visit as the events that made it: one line a header, then one line an event, all JSON.

The header holds the visit as it stood before its first event, because numbers of questions go on from visit to visit.
No event and no field of a visit has a place for anything personal, so a recording can be handed to a technician.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from firmware.visit.errors import BadHeader, BadLine, EmptyRecording, EventRefused
from firmware.visit.events import AnyEvent
from firmware.visit.model import Place, State, Visit
from firmware.visit.step import step

BEGINNINGS = frozenset({State.STARTING, State.IDLE, State.MAINTENANCE, State.OUT_OF_SERVICE})
"""Where nobody is served: what comes next does not rest on anything that is not recorded."""

Version = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+-]{0,39}\Z")]


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """First line: form of the recording, version of the product, and where the visit began, with its policy."""

    version: Version
    start: Visit
    recording: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Replayed:
    """One event again: where the visit stood after it, and why it was refused where it was."""

    event: AnyEvent
    place: Place
    refusal: str | None = None


_HEADER = msgspec.json.Decoder(Header)
_EVENT: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


def encode_header(start: Visit, version: str) -> bytes:
    """The first line, without its line end, of a visit that stands at `start`."""
    return msgspec.json.encode(Header(version, start))


def encode_event(event: AnyEvent) -> bytes:
    """One event as a line without its line end."""
    return msgspec.json.encode(event)


def decode_header(line: bytes | str) -> Header:
    """The first line read back. Raises BadHeader, also where it would begin in the middle of a visit."""
    try:
        header = _HEADER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadHeader(str(error)) from error
    if header.start.state not in BEGINNINGS:
        raise BadHeader(f"a recording does not begin at {header.start.place}")
    return header


def decode_event(line: bytes | str, number: int) -> AnyEvent:
    """Line `number` of a recording, counted from 1, read back. Raises BadLine."""
    try:
        return _EVENT.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadLine(number, str(error)) from error


def replay(lines: Iterable[bytes | str]) -> list[Replayed]:
    """Step through a recording with the rules of today; blank lines are passed over.

    Raises EmptyRecording, BadHeader, and BadLine with the number of the line.
    """
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    first = next(numbered, None)
    if first is None:
        raise EmptyRecording
    visit = decode_header(first[1]).start
    told: list[Replayed] = []
    for number, line in numbered:
        event = decode_event(line, number)
        try:
            visit, _ = step(visit, event)
        except EventRefused as refusal:
            told.append(Replayed(event, visit.place, refusal.why))
        else:
            told.append(Replayed(event, visit.place))
    return told
