"""What can go wrong at each line of a visit by the face, and what holds all the way."""

import pytest

from firmware.messages.schema import RefusalReason
from firmware.visit.effects import DismissFace, Match, ReadPhoto, ReadPrint, RecordUsage, StopLooking
from firmware.visit.events import Action, Timer
from firmware.visit.findings import FaceVerdict
from firmware.visit.model import FaceEnd, Outcome, Visit, Way
from firmware.visit.offers import offers, ways_left
from firmware.visit.policy import Policy
from tests.firmware.visit.face_lines import (
    AGAIN,
    BEGUN,
    CHOOSING,
    COMPARING,
    FAILED,
    IDENTIFIED,
    KEY_OPENED,
    LOOKED_AT,
    LOOKING,
    MATCHED,
    PHOTO_OPEN,
    STAFF_ID,
    STAFF_LOOKS,
    TURNED,
    TURNING,
    WHOLE,
    card_read,
)
from tests.firmware.visit.player import (
    Player,
    card_challenged,
    challenge,
    face_is,
    gone,
    key,
    key_opened,
    left,
    passes,
    printed,
    refused,
    signed,
    touch,
    tries,
)
from tests.firmware.visit.stories import SEEN_AND_TAKEN


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
