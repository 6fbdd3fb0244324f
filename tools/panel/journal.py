"""The time line of a visit and the messages that crossed, folded from the lines of activity.jsonl. Pure."""

from typing import Literal

import msgspec

from tools.panel.wire import Crossed, Journal, StepTaken

KEPT_MESSAGES = 40  # a visit makes about 10; more would only be scrolled past
FIRST_STEP = "card_seen"


class _Line(msgspec.Struct, frozen=True, tag_field="kind"):
    """Base of the lines. Fields that the panel does not show are passed over."""


class StateLine(_Line, frozen=True, tag="state"):
    """The visit is somewhere else now."""

    place: str


class StepLine(_Line, frozen=True, tag="step"):
    """A point of the time line."""

    name: str
    visit: int
    since_card_ms: float


class MessageLine(_Line, frozen=True, tag="message"):
    """A message between reader and centre."""

    direction: Literal["up", "down"]
    name: str
    bytes: int


class RefusedLine(_Line, frozen=True, tag="refused"):
    """An event that the visit did not take; of no interest here."""


class VisitLine(msgspec.Struct, frozen=True):
    """A line of visits.jsonl; without an outcome where the card was only laid down and taken."""

    visit: int
    outcome: str | None = None


_line_decoder: msgspec.json.Decoder[StateLine | StepLine | MessageLine | RefusedLine] = msgspec.json.Decoder(
    StateLine | StepLine | MessageLine | RefusedLine
)
_visit_decoder = msgspec.json.Decoder(VisitLine)


def after_activity(journal: Journal, line: bytes) -> Journal:
    """The journal after one line of activity.jsonl; unchanged by a line that is none (cut off by a power loss)."""
    try:
        entry = _line_decoder.decode(line)
    except msgspec.DecodeError:
        return journal
    match entry:
        case StateLine():
            return msgspec.structs.replace(journal, place=entry.place)
        case StepLine():
            return _after_step(journal, entry)
        case MessageLine():
            crossed = Crossed(entry.direction, entry.name, entry.bytes)
            return msgspec.structs.replace(journal, messages=(*journal.messages, crossed)[-KEPT_MESSAGES:])
        case RefusedLine():
            return journal


def after_visit(journal: Journal, line: bytes) -> Journal:
    """The journal after one line of visits.jsonl; only the visit on the page can end on it."""
    try:
        finished = _visit_decoder.decode(line)
    except msgspec.DecodeError:
        return journal
    if finished.visit < journal.visit:
        return journal
    return msgspec.structs.replace(journal, visit=finished.visit, outcome=finished.outcome or "")


def _after_step(journal: Journal, entry: StepLine) -> Journal:
    step = StepTaken(entry.name, round(entry.since_card_ms))
    # A restarted reader may count from 1 again, so the first step begins a visit whatever its number is.
    if entry.visit != journal.visit or entry.name == FIRST_STEP:
        return Journal(place=journal.place, visit=entry.visit, steps=(step,))
    return msgspec.structs.replace(journal, steps=(*journal.steps, step))
