"""A whole attempt, frame by frame: who is compared is who turns the head."""

import numpy as np
import pytest

from firmware.face.attempt import Attempt, Ending, Sight, against, begin_attempt, look_at
from firmware.face.compare import Embedding
from firmware.face.decision import Verdict
from firmware.face.liveness import Failure, Side, Stage
from firmware.face.quality import QualityCode
from tests.firmware.face.test_decision import ENGINE
from tests.support.sights import RULES, flat, sight, timed, turning

PHOTO: Embedding = np.zeros(128, np.float32)


def played(sights: list[Sight | None], side: Side = Side.LEFT, photo: Embedding = PHOTO) -> Attempt:
    going = begin_attempt(side, RULES, 0.0)
    for now, one in timed(sights):
        going = look_at(going, one, ENGINE, against(photo, ENGINE, RULES), RULES, now)
    return going


def test_the_holder_who_turns_is_accepted() -> None:
    for side, sign in ((Side.LEFT, 1.0), (Side.RIGHT, -1.0)):
        done = played(turning(sign), side)
        assert done.ending is Ending.ACCEPTED
        assert done.decision is not None
        assert done.decision.distance == pytest.approx(0.0, abs=0.01)
    assert played(turning(), Side.RIGHT).challenge.failure is Failure.WRONG_SIDE


def test_somebody_else_is_no_match_before_any_turn_is_asked() -> None:
    done = played(turning(who=0.6))
    assert (done.ending, len(done.challenge.straight)) == (Ending.NO_MATCH, 3)
    assert played(turning(who=0.6)).challenge.stage is Stage.TURN
    assert look_at(done, sight(), ENGINE, against(PHOTO, ENGINE, RULES), RULES, 9.0) is done


def test_a_print_of_the_holder_matches_and_is_not_live() -> None:
    done = played([*flat(), *[sight()] * 40])
    assert done.ending is Ending.NOT_LIVE
    assert done.decision is not None
    assert done.decision.verdict is Verdict.MATCH


@pytest.mark.parametrize("at", range(3, 11))
@pytest.mark.parametrize("back", [False, True], ids=["stays", "goes again"])
@pytest.mark.parametrize("gap", [0, 5])
def test_who_takes_the_place_of_the_holder_during_the_turn_is_found(at: int, back: bool, gap: int) -> None:
    """A print of the holder for the straight frames, the own head for the turn: also behind a covered lens."""
    other = turning(who=0.37)
    frames = [*turning()[:at], *[None] * gap, *other[at:]]
    if back:
        frames = [*frames[:-2], *turning()[-2:]]
    assert played(frames).challenge.failure is Failure.OTHER_PERSON


def test_who_drifts_into_somebody_else_is_found_where_it_counts() -> None:
    """Each frame is near the one before; those that count are not near the straight ones."""
    frames = [one for one in turning() if one is not None]
    drifting: list[Sight | None] = [
        sight(frame.look.turn, who=0.0 if place < 3 else min(0.6, 0.15 * (place - 2)), aspect=frame.aspect)
        for place, frame in enumerate(frames)
    ]
    assert played(drifting).challenge.failure is Failure.OTHER_PERSON


def test_a_second_face_and_nobody_are_no_frames() -> None:
    two = sight(others=0.8)
    waiting = played([two] * 20)
    assert waiting.ending is None
    assert waiting.quality is not None
    assert waiting.quality.code is QualityCode.SEVERAL_FACES
    frames = turning()
    assert played([*frames[:5], *[two] * 9, *frames[5:]]).challenge.failure is Failure.FACE_LOST
    assert played([None] * 20 + frames).ending is Ending.ACCEPTED


def test_who_passes_by_before_the_first_good_frame_is_nobodys_failure() -> None:
    passing = sight(who=0.9, light=20.0)
    frames = turning()
    assert played([passing, passing, *frames]).ending is Ending.ACCEPTED
    assert played([*frames[:2], passing, *frames[2:]]).ending is Ending.ACCEPTED
    assert played([*frames[:3], passing, *frames[3:]]).challenge.failure is Failure.OTHER_PERSON
    assert played([*frames[:2], sight(who=0.9), *frames[2:]]).challenge.failure is Failure.OTHER_PERSON


def test_frames_that_are_never_good_end_in_no_response() -> None:
    done = played([sight(light=20.0)] * 120)
    assert done.ending is Ending.NO_RESPONSE
    assert done.decision is None
    assert played([None] * 120).ending is Ending.NO_RESPONSE
