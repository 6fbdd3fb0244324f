"""What the reader writes about itself, read strictly: only codes and numbers get through, whatever else is there.

The patterns are an allow-list. A field that is not named here is dropped, and a line whose code has anything but
letters of a code in it is dropped whole, so that no name, birth date or PIN can ride along.
"""

from typing import Annotated, Literal

import msgspec

Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z_]{0,39}\Z")]
# `ok`, or why no face is compared (`firmware.face.reasons.Reason`, `firmware.reader.face.desk`).
FaceCode = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z-]{0,59}\Z")]
PlaceCode = Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{1,20}(/[a-z_]{1,20})?\Z")]
TypeName = Annotated[str, msgspec.Meta(pattern=r"^[A-Z][A-Za-z]{0,39}\Z")]
# Words of letters only: an English sentence with type names, without a digit that could be one of a PIN or a date.
Sentence = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_]{1,40}([ :/]{1,2}[A-Za-z_]{1,40}){0,11}\Z")]
VersionText = Annotated[str, msgspec.Meta(pattern=r"^(unknown|[0-9]+(\.[0-9A-Za-z+-]{1,12}){1,5})\Z")]
BootId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f-]{8,40}\Z")]
Moment = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,15}(Z|[+-][0-9:]{5})?\Z")]
Count = Annotated[int, msgspec.Meta(ge=0, lt=2**40)]
Tries = Annotated[int, msgspec.Meta(ge=0, le=15)]
Number = float


class Latency(msgspec.Struct, frozen=True):
    """Milliseconds from the card's arrival to a step: the middle, and what 95 of 100 visits stay under."""

    p50: Number
    p95: Number


class Status(msgspec.Struct, frozen=True):
    """status.json. A port is `ok`, `failed`, or for a camera a code of `firmware.face.child.looking.Fault`."""

    version: VersionText
    place: PlaceCode
    link: Code
    ports: dict[Code, Code]
    boot: BootId | None = None
    face: FaceCode | None = None
    outcomes: dict[Code, Count] = {}
    latency_ms: dict[Code, Latency] = {}
    unsaved: Count = 0
    journal_lost: Count = 0
    since: Moment | None = None
    at: Moment | None = None
    clock_sure: bool = True


class _Activity(msgspec.Struct, frozen=True, tag_field="kind"):
    """A line of activity.jsonl."""

    ms: Number


class StateLine(_Activity, frozen=True, tag="state"):
    """The visit stood at another place."""

    place: PlaceCode


class StepLine(_Activity, frozen=True, tag="step"):
    """A step of a visit was reached."""

    visit: Count
    name: Code
    since_card_ms: Number


class MessageLine(_Activity, frozen=True, tag="message"):
    """A message crossed."""

    direction: Literal["up", "down"]
    name: TypeName
    bytes: Count


class RefusedLine(_Activity, frozen=True, tag="refused"):
    """Something was refused."""

    what: Sentence


Activity = StateLine | StepLine | MessageLine | RefusedLine


class VisitLine(msgspec.Struct, frozen=True):
    """A line of visits.jsonl."""

    visit: Count
    outcome: Code | None
    steps: dict[Code, Number] = {}
    apdus: Count = 0
    mqtt_messages: Count = 0
    tries_left: Tries | None = None
    states: tuple[PlaceCode, ...] = ()
    version: VersionText | None = None


def read_status(data: bytes) -> Status:
    """The status. Raises msgspec.DecodeError."""
    return msgspec.json.decode(data, type=Status)


def clean_activity(data: bytes) -> tuple[bytes, int]:
    """The lines of an activity file with nothing but codes and numbers, and how many lines had to be dropped."""
    return _clean(data, msgspec.json.Decoder(Activity))


def clean_visits(data: bytes) -> tuple[bytes, int]:
    """The same for the finished visits."""
    return _clean(data, msgspec.json.Decoder(VisitLine))


def _clean(
    data: bytes, decoder: "msgspec.json.Decoder[Activity] | msgspec.json.Decoder[VisitLine]"
) -> tuple[bytes, int]:
    kept: list[bytes] = []
    dropped = 0
    for line in data.splitlines():
        try:
            kept.append(msgspec.json.encode(decoder.decode(line)))
        except msgspec.DecodeError:
            dropped += 1
    return b"".join(line + b"\n" for line in kept), dropped
