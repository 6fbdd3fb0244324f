"""Visits that the face opens, and what can go wrong at each of their lines."""

import pytest

from firmware.messages.schema import RefusalReason
from firmware.visit.effects import DismissFace, Match, ReadPhoto, ReadPrint, RecordUsage, StopLooking
from firmware.visit.events import Action, Timer
from firmware.visit.findings import (
    CardFinding,
    FaceFault,
    FaceVerdict,
    PhotoFinding,
    PhotoVerdict,
    PinVerdict,
    StaffVerdict,
)
from firmware.visit.model import FaceEnd, Hint, Outcome, Side, State, Visit, Way
from firmware.visit.offers import offers, ways_left
from firmware.visit.policy import Policy
from tests.firmware.visit.player import (
    Happening,
    Line,
    Player,
    authorised,
    card_challenged,
    challenge,
    face_fails,
    face_is,
    gone,
    identified,
    it_is,
    key,
    key_opened,
    keys,
    left,
    no_pin,
    noted,
    passes,
    photo,
    pin,
    placed_with,
    printed,
    refused,
    signed,
    staff_is,
    started,
    taken,
    told,
    touch,
    tries,
)
from tests.firmware.visit.stories import RESULT_COMES, SEEN_AND_TAKEN, Story

CHOOSING, LOOKING, TURNING, AGAIN = "choosing", "face/looking", "face/turning", "face/again"
ENTERING, STAFF_ID, COMPARING = "pin/entering", "staff_check/staff_id", "staff_check/comparing"


THREE_TRIES = tries(3)


def card_read(*ways: Way, known: Happening = THREE_TRIES) -> tuple[Line, ...]:
    """A card laid down where these ways are open; its tries as told."""
    return (
        (started, "idle"),
        (placed_with(*ways), "reading/detecting"),
        (challenge, "reading/detecting"),
        (it_is(CardFinding.MY_NUMBER), "pin/counting"),
        (known, "face/print"),
    )


PHOTO_OPEN: tuple[Line, ...] = (
    (printed(sure=True), "face/photo"),
    (photo(PhotoFinding.READ), "face/loading"),
    (taken(PhotoVerdict.USABLE), LOOKING),
)
TURNED: tuple[Line, ...] = (
    (told(Hint.CLOSER), LOOKING),
    (told(Hint.NOTHING, Side.LEFT), TURNING),
    (told(Hint.TURN_BACK), TURNING),
)
KEY_OPENED: tuple[Line, ...] = (
    (card_challenged, "face/authorising"),
    (authorised, "face/opening_key"),
    (key_opened, "face/signing"),
    (signed, "face/identifying"),
)
MATCHED: tuple[Line, ...] = (*TURNED, (face_is(FaceVerdict.MATCH), "face/challenging"), *KEY_OPENED)
IDENTIFIED: tuple[Line, ...] = ((identified(), "inquiring/asking"), *RESULT_COMES, *SEEN_AND_TAKEN)
BEGUN = card_read(*Way)
LOOKED_AT: tuple[Line, ...] = (*BEGUN, *PHOTO_OPEN)
WHOLE: tuple[Line, ...] = (*LOOKED_AT, *MATCHED, *IDENTIFIED)
BY_PIN: tuple[Line, ...] = (
    *keys("1234#", ENTERING, "pin/verifying"),
    (pin(PinVerdict.ACCEPTED, 3), "pin/signing"),
    (signed, "pin/identifying"),
    *IDENTIFIED,
)
STAFF_LOOKS: tuple[Line, ...] = (
    *keys("1#", STAFF_ID, "staff_check/passcode"),
    *keys("3#", "staff_check/passcode", "staff_check/checking"),
    (staff_is(StaffVerdict.ACCEPTED), COMPARING),
)
STAFF_SAYS_YES: tuple[Line, ...] = (
    (key("1"), "staff_check/noting"),
    (noted, "staff_check/challenging"),
    (card_challenged, "staff_check/authorising"),
    (authorised, "staff_check/opening_key"),
    (key_opened, "staff_check/signing"),
    (signed, "staff_check/identifying"),
    *IDENTIFIED,
)
FAILED: tuple[Line, ...] = ((face_is(FaceVerdict.NO_MATCH), AGAIN),)
DONE = {"outcome": Outcome.COMPLETED, "shared": ((),)}

STORIES = {
    "the face opens": Story(WHOLE, **DONE, pins=0),
    "a stranger first, then the holder": Story(
        (*LOOKED_AT, *FAILED, (passes(Timer.FACE), LOOKING), *MATCHED, *IDENTIFIED), **DONE, pins=0
    ),
    "tried again at once": Story((*LOOKED_AT, *FAILED, (key("1"), LOOKING), *MATCHED, *IDENTIFIED), **DONE, pins=0),
    "a print is not turned, then the PIN": Story(
        (
            *(*LOOKED_AT, *TURNED, (face_is(FaceVerdict.NOT_TURNED), AGAIN)),
            *((key("2"), CHOOSING), (key("2"), ENTERING), *BY_PIN),
        ),
        **DONE,
    ),
    "cannot turn the head": Story(
        (*LOOKED_AT, *TURNED[:2], (key("3"), CHOOSING), (key("1"), ENTERING), *BY_PIN), **DONE
    ),
    "the number is in doubt, then the PIN": Story(
        (*BEGUN, (printed(sure=False), CHOOSING), (key("1"), ENTERING), *BY_PIN), **DONE
    ),
    "the number takes too long to read": Story(
        (*BEGUN, (passes(Timer.FACE), CHOOSING), (key("1"), ENTERING), *BY_PIN), **DONE
    ),
    "the card does not take the number": Story(
        (*BEGUN, PHOTO_OPEN[0], (photo(PhotoFinding.NUMBER_REFUSED), CHOOSING), (key("1"), ENTERING), *BY_PIN), **DONE
    ),
    "a card without a photo": Story(
        (*BEGUN, PHOTO_OPEN[0], (photo(PhotoFinding.MISSING), CHOOSING), (key("1"), ENTERING), *BY_PIN), **DONE
    ),
    "a damaged photo": Story(
        (*BEGUN, *PHOTO_OPEN[:2], (taken(PhotoVerdict.UNREADABLE), CHOOSING), (key("1"), ENTERING), *BY_PIN), **DONE
    ),
    "a card without a PIN": Story((*card_read(*Way, known=no_pin), *WHOLE[5:]), **DONE, pins=0),
    "a locked PIN": Story((*card_read(Way.FACE, known=tries(0)), *WHOLE[5:]), **DONE, pins=0),
    "a small child": Story(
        (
            *BEGUN,
            PHOTO_OPEN[0],
            (photo(PhotoFinding.READ, first=False), "face/loading"),
            (taken(PhotoVerdict.USABLE), CHOOSING),
            (key("3"), LOOKING),
            *MATCHED,
            *IDENTIFIED,
        ),
        **DONE,
        pins=0,
    ),
    "nobody there": Story(
        (
            *LOOKED_AT,
            (passes(Timer.FACE), CHOOSING),
            (passes(Timer.PATIENCE), CHOOSING),
            (passes(Timer.PATIENCE), "remove_card"),
            (left, "idle"),
        ),
        Outcome.TIMED_OUT,
        pins=0,
    ),
    "nobody there, then somebody": Story(
        (*LOOKED_AT, (passes(Timer.FACE), CHOOSING), (key("1"), LOOKING), *MATCHED, *IDENTIFIED), **DONE, pins=0
    ),
    "the camera stalls": Story(
        (*LOOKED_AT, (face_fails(FaceFault.CAMERA), CHOOSING), (key("1"), ENTERING), *BY_PIN), **DONE
    ),
    "the card camera is gone, and there is nothing else": Story(
        (
            *card_read(Way.FACE, known=tries(0)),
            (face_fails(FaceFault.CARD_CAMERA), "refused"),
            *SEEN_AND_TAKEN,
        ),
        Outcome.FACE_NOT_POSSIBLE,
        pins=0,
    ),
    "staff sees the chip's photo": Story(
        (*LOOKED_AT, (key("2"), CHOOSING), (key("3"), STAFF_ID), *STAFF_LOOKS, *STAFF_SAYS_YES), **DONE, pins=0
    ),
    "staff types the number": Story(
        (
            *BEGUN,
            (printed(sure=False), CHOOSING),
            (key("2"), STAFF_ID),
            *STAFF_LOOKS,
            (key("3"), "staff_check/number_b"),
            *keys("1#", "staff_check/number_b", "staff_check/photo"),
            (photo(PhotoFinding.READ), "staff_check/loading"),
            (taken(PhotoVerdict.USABLE), COMPARING),
            *STAFF_SAYS_YES,
        ),
        **DONE,
        pins=0,
    ),
    "the camera fails while staff compares": Story(
        (
            *(*LOOKED_AT, (key("2"), CHOOSING), (key("3"), STAFF_ID), *STAFF_LOOKS),
            (face_fails(FaceFault.CAMERA), COMPARING),
            *STAFF_SAYS_YES,
        ),
        **DONE,
        pins=0,
    ),
    "forgot the PIN, back to the face": Story(
        (
            *LOOKED_AT,
            (key("2"), CHOOSING),
            (key("2"), ENTERING),
            (touch(Action.PIN_UNKNOWN), CHOOSING),
            (key("1"), LOOKING),
            *MATCHED,
            *IDENTIFIED,
        ),
        **DONE,
        pins=0,
    ),
    "the centre does not open the key by face": Story(
        (
            *LOOKED_AT,
            *MATCHED[:5],
            (refused(RefusalReason.OUTSIDE_HOURS), "refused"),
            *SEEN_AND_TAKEN,
        ),
        Outcome.FACE_NOT_POSSIBLE,
        pins=0,
    ),
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_story(story: Story) -> None:
    player = Player().play(story.lines)
    assert player.outcomes == [story.outcome]
    assert player.pins_sent == story.pins
    assert player.shared == [list(answers) for answers in story.shared]
    assert player.visit == Visit(state=State.IDLE, next_number=player.visit.next_number)


def test_after_five_failures_there_is_a_pause_and_then_only_other_ways() -> None:
    player = Player().play(LOOKED_AT)
    for _ in range(4):
        player.play([(face_is(FaceVerdict.NO_MATCH), AGAIN), (passes(Timer.FACE), LOOKING)])
    player.play([(face_is(FaceVerdict.NO_MATCH), "face/paused"), (passes(Timer.FACE), CHOOSING)])
    assert player.visit.face_end is FaceEnd.TOO_OFTEN
    assert ways_left(player.visit) == (Action.USE_PIN, Action.STAFF_CHECK)
    assert sum(isinstance(effect, Match) for effect in player.effects) == Policy().face_failures


def test_where_nothing_is_left_after_the_pause_the_visit_is_over() -> None:
    player = Player(Visit(policy=Policy(face_failures=1)))
    player.play([*card_read(Way.FACE, known=tries(0)), *PHOTO_OPEN, (face_is(FaceVerdict.NO_MATCH), "face/paused")])
    player.play([(passes(Timer.FACE), "refused"), *SEEN_AND_TAKEN])
    assert player.outcomes == [Outcome.FACE_NOT_POSSIBLE]


def test_the_side_of_the_turn_cannot_be_drawn_again_for_nothing() -> None:
    player = Player().play(LOOKED_AT)
    for _ in range(4):
        player.play([*TURNED[1:2], (key("2"), CHOOSING), (key("1"), LOOKING)])
    player.play([*TURNED[1:2], (key("2"), CHOOSING)])
    assert Action.USE_FACE not in ways_left(player.visit)


def test_staff_types_the_number_in_the_time_of_the_answer() -> None:
    lines = [(printed(sure=False), CHOOSING), (key("2"), STAFF_ID), *STAFF_LOOKS, (key("3"), "staff_check/number_b")]
    player = Player().play([*BEGUN, *lines])
    assert Action.MORE_TIME not in {offer.action for offer in offers(player.visit)}
    player.play(
        [(touch(Action.BACK), COMPARING), (key("3"), "staff_check/number_b"), (passes(Timer.STAFF), "remove_card")]
    )
    assert player.outcomes == [Outcome.TIMED_OUT]


def test_a_challenge_that_grew_too_old_is_renewed_before_the_key_is_opened() -> None:
    renewed = ((refused(RefusalReason.CHALLENGE_NOT_VALID), "face/awaiting_challenge"), (challenge, "face/challenging"))
    player = Player().play([*LOOKED_AT, *MATCHED[:5], *renewed, *KEY_OPENED, *IDENTIFIED])
    assert player.outcomes == [Outcome.COMPLETED]


def test_a_match_that_nobody_turned_the_head_for_is_none() -> None:
    player = Player().play([*LOOKED_AT, (face_is(FaceVerdict.MATCH), CHOOSING)])
    assert Action.USE_FACE not in ways_left(player.visit)
    assert player.visit.proof is None


def test_the_number_is_spent_once_however_the_visit_goes_on() -> None:
    player = Player().play([*LOOKED_AT, (key("2"), CHOOSING), (key("1"), LOOKING), *FAILED])
    assert sum(isinstance(effect, ReadPrint) for effect in player.effects) == 1
    assert sum(isinstance(effect, ReadPhoto) for effect in player.effects) == 1


def test_a_staff_keypad_leads_back_to_the_choice() -> None:
    to_staff = [*LOOKED_AT, (key("2"), CHOOSING), (key("3"), STAFF_ID), (key("1"), STAFF_ID)]
    player = Player().play([*to_staff, (touch(Action.OTHER_WAY), CHOOSING)])
    assert player.ghost.typed == (0, 0, 0, 0)
    assert ways_left(player.visit)[0] is Action.USE_FACE


def test_before_the_camera_nothing_but_another_way_is_asked() -> None:
    player = Player().play(LOOKED_AT)
    assert [offer.action for offer in offers(player.visit)] == [Action.OTHER_WAY, Action.MENU]


@pytest.mark.parametrize("line", range(2, len(WHOLE)))
def test_card_taken_at_every_line(line: int) -> None:
    player = Player().play([*WHOLE[:line], (left, "idle")])
    assert not player.ghost.vault
    assert player.ghost.look is None
    assert len(player.outcomes) == 1
    assert any(isinstance(effect, DismissFace) for effect in player.effects)


@pytest.mark.parametrize(
    "line", [at for at, one in enumerate(WHOLE) if one[0] in (card_challenged, key_opened, signed, WHOLE[6][0])]
)
def test_card_torn_off_under_a_command(line: int) -> None:
    player = Player().play([*WHOLE[:line], (gone, "remove_card"), (left, "idle")])
    assert player.outcomes == [Outcome.CARD_REMOVED]


@pytest.mark.parametrize("line", [7, 8, 9, 10])
def test_cancelled_before_the_camera(line: int) -> None:
    place = WHOLE[line][1]
    player = Player().play([*WHOLE[: line + 1], (key("*"), place), (key("3"), "remove_card"), (left, "idle")])
    assert player.outcomes == [Outcome.CANCELLED]
    assert StopLooking() in player.effects


def test_an_open_menu_stays_open_when_the_face_matches() -> None:
    player = Player().play([*LOOKED_AT, *TURNED, (key("*"), TURNING), (face_is(FaceVerdict.MATCH), "face/challenging")])
    assert player.visit.menu


def test_the_record_says_that_it_was_the_face() -> None:
    player = Player().play(WHOLE)
    recorded = [effect.method for effect in player.effects if isinstance(effect, RecordUsage)]
    assert [method and method.value for method in recorded] == ["face"]
