"""Recordings: each story replayed to the same places, faults named, nothing personal by type."""

import enum
import types
from dataclasses import is_dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest

from firmware.visit.errors import BadHeader, BadLine, EmptyRecording
from firmware.visit.events import AnyEvent, CardLeft, CardPlaced, Started
from firmware.visit.model import Part, State, Visit
from firmware.visit.policy import Policy
from firmware.visit.recording import Header, decode_event, decode_header, encode_event, encode_header, replay
from tests.firmware.visit.hostile import EVENTS
from tests.firmware.visit.player import Player
from tests.firmware.visit.stories import PIN_ASKED, STORIES, Story

COUNTS = {
    "operation",
    "request",
    "counter",
    "tries",
    "look",
    "failures",
    "face_failures",
    "card",
    "next_number",
    "challenge_request",
    "check",
    "digits",
    "reminders",
    "reminders_before_staff",
    "recording",
}
"""The only whole numbers in a recording: numbers of questions, presence counters and counts."""


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_a_story_replays_to_the_same_places(story: Story) -> None:
    start = Visit(policy=Policy(eligibility_on_removal=story.deliver_on_removal))
    player = Player(start).play(story.lines)
    lines = [encode_header(start, "0.1.0"), *(encode_event(event) for event in player.events)]
    assert not any(b"\n" in line for line in lines)
    told = replay(b"\n".join(lines).splitlines())
    assert [str(one.place) for one in told] == player.places
    assert [one.event for one in told] == player.events
    assert not any(one.refusal for one in told)


def test_a_recording_may_begin_at_the_card() -> None:
    """As the reader writes it: numbers go on from the visits before."""
    start = Visit(state=State.IDLE, next_number=412, online=True)
    player = Player(start).play(PIN_ASKED[1:])
    lines = [encode_header(start, "0.1.0"), *(encode_event(event) for event in player.events)]
    assert str(replay(lines)[-1].place) == "pin/entering"


def test_a_refused_event_is_told_with_its_reason() -> None:
    lines = [encode_header(Visit(), "0.1.0"), encode_event(Started()), encode_event(CardLeft())]
    refused = replay(lines)[-1]
    assert (str(refused.place), refused.refusal) == ("idle", "it has no rule here")


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: encode_event(event).decode())
def test_every_event_comes_back_as_it_was(event: AnyEvent) -> None:
    assert decode_event(encode_event(event), 2) == event


def test_a_header_comes_back_as_it_was() -> None:
    start = Visit(policy=Policy(centre=2.5), state=State.OUT_OF_SERVICE, failed=frozenset({Part.NFC}), card=3)
    assert decode_header(encode_header(start, "1.2.3+local")) == Header("1.2.3+local", start)


def test_blank_lines_and_text_lines_are_fine() -> None:
    header = encode_header(Visit(), "0.1.0").decode()
    assert len(replay([header, "", encode_event(Started()).decode(), "  \n"])) == 1


@pytest.mark.parametrize("lines", [[], ["", "\n"]])
def test_an_empty_recording_is_named(lines: list[str]) -> None:
    with pytest.raises(EmptyRecording):
        replay(lines)


@pytest.mark.parametrize(
    "header",
    [
        b"not json",
        b"{}",
        b'\xff{"version":"1"}',
        encode_event(Started()),
        encode_header(Visit(), "0.1.0").replace(b'"recording":1', b'"recording":2'),
        encode_header(Visit(), "0.1.0").replace(b'"version":"0.1.0"', b'"version":"a name"'),
        encode_header(Visit(), "0.1.0").replace(b'"centre":3.0', b'"centre":0.0'),
        encode_header(Visit(), "0.1.0").replace(b'{"version"', b'{"extra":1,"version"'),
        encode_header(Visit(state=State.CONSENTING), "0.1.0"),
    ],
)
def test_a_bad_header_is_named(header: bytes) -> None:
    with pytest.raises(BadHeader):
        replay([header])


@pytest.mark.parametrize("line", [b"{", b'{"event":"digit"}', b'{"event":"card_left","digit":"1"}', b"\xff"])
def test_a_bad_line_is_named_with_its_number(line: bytes) -> None:
    with pytest.raises(BadLine) as fault:
        replay([encode_header(Visit(), "0.1.0"), encode_event(CardPlaced(3)), line])
    assert fault.value.line == 3


def test_nothing_in_a_recording_can_hold_anything_personal() -> None:
    """By type: enums, truth values, seconds and named counts; the only text is the version, and it fits no name."""
    holders = [*get_args(AnyEvent), Header]
    leaves = {leaf for holder in holders for leaf in _leaves(holder)}
    assert {name for name, kind in leaves if kind is int} == COUNTS
    assert {name for name, kind in leaves if kind is str} == {"version"}
    assert {kind for _, kind in leaves} <= {bool, int, float, str, type(None)}
    for name in ("山田 太郎", "Yamada Taro", "1234 5678", "a" * 41):
        with pytest.raises(BadHeader):
            decode_header(encode_header(Visit(), name))


def _leaves(holder: Any) -> set[tuple[str, Any]]:
    """Names and plain types of all that the type can hold, to its depth; enums hold only their own words."""
    return {leaf for name, kind in get_type_hints(holder).items() for leaf in _leaves_of(name, kind)}


def _leaves_of(name: str, kind: Any) -> set[tuple[str, Any]]:
    origin = get_origin(kind)
    if origin in {Annotated, tuple, frozenset, Union, types.UnionType}:
        return {leaf for part in get_args(kind) if part is not Ellipsis for leaf in _leaves_of(name, part)}
    if origin is Literal:
        return {(name, type(value)) for value in get_args(kind)}
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return set()
    if is_dataclass(kind) or (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return _leaves(kind)
    return {(name, kind)}
