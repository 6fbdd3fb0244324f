"""Visits that the face opens, and those that go on by another way, from the card to the result."""

import pytest

from firmware.messages.schema import RefusalReason
from firmware.visit.events import Action, Timer
from firmware.visit.findings import FaceFault, FaceVerdict, PhotoFinding, PhotoVerdict
from firmware.visit.model import Outcome, State, Visit, Way
from tests.firmware.visit.face_lines import (
    AGAIN,
    BEGUN,
    BY_PIN,
    CHOOSING,
    COMPARING,
    DONE,
    ENTERING,
    FAILED,
    IDENTIFIED,
    LOOKED_AT,
    LOOKING,
    MATCHED,
    PHOTO_OPEN,
    STAFF_ID,
    STAFF_LOOKS,
    STAFF_SAYS_YES,
    TURNED,
    WHOLE,
    card_read,
)
from tests.firmware.visit.player import (
    Player,
    face_fails,
    face_is,
    key,
    keys,
    left,
    no_pin,
    passes,
    photo,
    printed,
    refused,
    taken,
    touch,
    tries,
)
from tests.firmware.visit.stories import SEEN_AND_TAKEN, Story

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
