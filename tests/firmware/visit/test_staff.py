"""Visits in which a member of staff identifies the person, and what can go wrong at each of their lines."""

import pytest

from firmware.messages.schema import RefusalReason
from firmware.visit.effects import Cue, RecordStaffCheck, RecordUsage, Signal
from firmware.visit.events import Action, CardPlaced, Timer
from firmware.visit.findings import CardFinding, PinVerdict, StaffVerdict
from firmware.visit.model import Outcome, State, Visit
from tests.firmware.visit.player import (
    Line,
    Player,
    authorised,
    card_challenged,
    challenge,
    gone,
    identified,
    it_is,
    key,
    key_opened,
    keys,
    left,
    not_noted,
    noted,
    passes,
    pin,
    placed_with_staff,
    refused,
    signed,
    staff_is,
    started,
    touch,
    tries,
)
from tests.firmware.visit.stories import RESULT_COMES, SEEN_AND_TAKEN, Story

ENTERING, STAFF_ID, PASSCODE = "pin/entering", "staff_check/staff_id", "staff_check/passcode"
COMPARING = "staff_check/comparing"
CARD_READ: tuple[Line, ...] = (
    (started, "idle"),
    (placed_with_staff, "reading/detecting"),
    (challenge, "reading/detecting"),
    (it_is(CardFinding.MY_NUMBER), "pin/counting"),
)
STAFF_CALLED: tuple[Line, ...] = (*CARD_READ, (tries(3), ENTERING), (key("*"), ENTERING), (key("6"), STAFF_ID))
TYPED: tuple[Line, ...] = (*keys("1#", STAFF_ID, PASSCODE), *keys("3#", PASSCODE, "staff_check/checking"))
LOOKING: tuple[Line, ...] = (*TYPED, (staff_is(StaffVerdict.ACCEPTED), "staff_check/comparing"))
KEY_OPENED: tuple[Line, ...] = (
    (key("1"), "staff_check/noting"),
    (noted, "staff_check/challenging"),
    (card_challenged, "staff_check/authorising"),
    (authorised, "staff_check/opening_key"),
    (key_opened, "staff_check/signing"),
    (signed, "staff_check/identifying"),
)
SIGNED: tuple[Line, ...] = (*LOOKING, *KEY_OPENED)
IDENTIFIED: tuple[Line, ...] = ((identified(), "inquiring/asking"), *RESULT_COMES, *SEEN_AND_TAKEN)
WHOLE: tuple[Line, ...] = (*STAFF_CALLED, *SIGNED, *IDENTIFIED)

STORIES = {
    "staff says yes": Story(WHOLE, Outcome.COMPLETED, pins=0, shared=((),)),
    "staff says no": Story(
        (*STAFF_CALLED, *LOOKING, (key("2"), "refused"), *SEEN_AND_TAKEN), Outcome.STAFF_SAID_NO, pins=0
    ),
    "PIN locked, staff is called by itself": Story(
        (*CARD_READ, (tries(0), STAFF_ID), *SIGNED, *IDENTIFIED), Outcome.COMPLETED, pins=0, shared=((),)
    ),
    "PIN forgotten": Story(
        (
            *CARD_READ,
            (tries(3), ENTERING),
            *keys("12***", ENTERING, ENTERING),
            (key("4"), STAFF_ID),
            *SIGNED,
            *IDENTIFIED,
        ),
        Outcome.COMPLETED,
        pins=0,
        shared=((),),
    ),
    "last try kept": Story(
        (*CARD_READ, (tries(1), "pin/last_try"), (key("2"), STAFF_ID), *SIGNED, *IDENTIFIED),
        Outcome.COMPLETED,
        pins=0,
        shared=((),),
    ),
    "wrong passcode, then right": Story(
        (*STAFF_CALLED, *TYPED, (staff_is(StaffVerdict.WRONG), STAFF_ID), *SIGNED, *IDENTIFIED),
        Outcome.COMPLETED,
        pins=0,
        shared=((),),
    ),
    "staff paused": Story(
        (*STAFF_CALLED, *TYPED, (staff_is(StaffVerdict.PAUSED), "refused"), *SEEN_AND_TAKEN),
        Outcome.STAFF_UNAVAILABLE,
        pins=0,
    ),
    "whoever typed the passcode goes away": Story(
        (*STAFF_CALLED, *LOOKING, (key("*"), COMPARING), (passes(Timer.STAFF), "remove_card"), (left, "idle")),
        Outcome.TIMED_OUT,
        pins=0,
    ),
    "the challenge comes after staff's yes": Story(
        (
            *(line for line in STAFF_CALLED if line[0] is not challenge),
            *LOOKING,
            (key("1"), "staff_check/noting"),
            (noted, "staff_check/awaiting_challenge"),
            (challenge, "staff_check/challenging"),
            *KEY_OPENED[2:],
            *IDENTIFIED,
        ),
        Outcome.COMPLETED,
        pins=0,
        shared=((),),
    ),
    "staff paused and the PIN locked": Story(
        (*CARD_READ, (tries(0), STAFF_ID), *TYPED, (staff_is(StaffVerdict.PAUSED), "refused"), *SEEN_AND_TAKEN),
        Outcome.STAFF_UNAVAILABLE,
        pins=0,
    ),
    "back to the PIN": Story(
        (
            *STAFF_CALLED,
            *keys("1#", STAFF_ID, PASSCODE),
            (key("*"), PASSCODE),
            (key("4"), ENTERING),
            *keys("1234#", ENTERING, "pin/verifying"),
            (pin(PinVerdict.ACCEPTED, 3), "pin/signing"),
            (signed, "pin/identifying"),
            *IDENTIFIED,
        ),
        Outcome.COMPLETED,
        shared=((),),
    ),
    "what staff said cannot be kept": Story(
        (
            *STAFF_CALLED,
            *LOOKING,
            (key("1"), "staff_check/noting"),
            (not_noted, "refused"),
            *SEEN_AND_TAKEN,
        ),
        Outcome.STAFF_UNAVAILABLE,
        pins=0,
    ),
    "the list of staff cannot be read": Story(
        (*CARD_READ, (tries(0), STAFF_ID), *TYPED, (staff_is(StaffVerdict.UNAVAILABLE), "refused"), *SEEN_AND_TAKEN),
        Outcome.STAFF_UNAVAILABLE,
        pins=0,
    ),
    "the centre does not authorise": Story(
        (
            *STAFF_CALLED,
            *LOOKING,
            *KEY_OPENED[:3],
            (refused(RefusalReason.CENTRE_FAILED), "refused"),
            *SEEN_AND_TAKEN,
        ),
        Outcome.CENTRE_FAILED,
        pins=0,
    ),
    "challenge too old": Story(
        (
            *STAFF_CALLED,
            *SIGNED,
            (refused(RefusalReason.CHALLENGE_NOT_VALID), "staff_check/awaiting_challenge"),
            (challenge, "staff_check/signing"),
            (signed, "staff_check/identifying"),
            *IDENTIFIED,
        ),
        Outcome.COMPLETED,
        pins=0,
        shared=((),),
    ),
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_story(story: Story) -> None:
    player = Player().play(story.lines)
    assert player.outcomes == [story.outcome]
    assert player.pins_sent == story.pins
    assert player.shared == [list(answers) for answers in story.shared]
    assert player.visit == Visit(state=State.IDLE, next_number=player.visit.next_number)


@pytest.mark.parametrize("line", range(2, len(WHOLE)))
def test_card_taken_at_every_line(line: int) -> None:
    player = Player().play([*WHOLE[:line], (left, "idle")])
    assert not player.ghost.vault
    assert len(player.outcomes) == 1


@pytest.mark.parametrize(
    "line", [at for at, one in enumerate(WHOLE) if one[0] in (card_challenged, key_opened, signed)]
)
def test_card_torn_off_under_a_command(line: int) -> None:
    player = Player().play([*WHOLE[:line], (gone, "remove_card"), (left, "idle")])
    assert player.outcomes == [Outcome.CARD_REMOVED]


def test_staff_is_told_of_a_person_who_does_not_know_the_pin() -> None:
    player = Player().play([*CARD_READ, (tries(3), ENTERING), (touch(Action.PIN_UNKNOWN), STAFF_ID)])
    assert player.visit.staff_called
    assert Signal(Cue.CALL_STAFF) in player.effects


def test_what_staff_said_is_recorded_and_nothing_of_who_typed_what() -> None:
    player = Player().play([*STAFF_CALLED, *LOOKING, (key("2"), "refused")])
    recorded = [effect for effect in player.effects if isinstance(effect, RecordStaffCheck | RecordUsage)]
    noted, ended = recorded
    assert isinstance(noted, RecordStaffCheck)
    assert not noted.same
    assert ended == RecordUsage(Outcome.STAFF_SAID_NO, method=None)


def test_a_card_left_behind_after_a_staff_check_calls_staff_again() -> None:
    player = Player().play([*WHOLE[:-1]])
    before = len(player.effects)
    player.play([(passes(Timer.REMINDER), "remove_card")] * player.visit.policy.reminders_before_staff)
    assert Signal(Cue.CALL_STAFF) in player.effects[before:]


def test_without_staff_the_way_is_not_offered() -> None:
    menu = [*CARD_READ, (tries(3), ENTERING), (key("*"), ENTERING)]
    player = Player().play([(started, "idle"), (lambda _: CardPlaced(1), "reading/detecting"), *menu[2:]])
    with pytest.raises(AssertionError, match="does nothing"):
        key("6")(player.visit)
