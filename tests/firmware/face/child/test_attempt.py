"""An attempt without camera and models: numbers in the place of embeddings, frames ten times a second."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from firmware.face.attempt import Rules, Sight
from firmware.face.child.attempt import HOLD_SECONDS, Attempt, Judge, Notice, Seen
from firmware.face.compare import Embedding
from firmware.face.decision import FRAMES, Bounds
from firmware.face.liveness import Side, TurnLimits
from firmware.face.quality import Hint, Limits, Look, QualityCode, assess

TURN = TurnLimits(
    change=0.19,
    returned=0.08,
    frontal=0.12,
    session=0.45,
    turned=0.50,
    leap=0.35,
    narrow_cost=0.4,
    narrowest=0.7,
)
LIMITS = Limits()
HOLDER, STRANGER, OTHER = 0.1, 0.6, 1.2
INTERVAL = 0.1
LOOK = Look(
    others=0.0,
    centre=(0.5, 0.45),
    eye_distance=80.0,
    eye_share=0.2,
    roll=0.0,
    turn=0.02,
    sharpness=0.05,
    brightness=130.0,
    saturated=0.0,
    dark=0.0,
    contrast=40.0,
)
FAR = replace(LOOK, eye_distance=30.0)
TWO = replace(LOOK, others=0.9)


class OneNumber:
    """Embeddings of one number."""

    def distance(self, one: Embedding, other: Embedding) -> float:
        return abs(float(one[0]) - float(other[0]))

    def fused(self, embeddings: Sequence[Embedding]) -> Embedding:
        return np.asarray(np.mean(embeddings, axis=0), np.float32)


def person(number: float) -> Embedding:
    return np.array([number], np.float32)


JUDGE = Judge(person(0.0), OneNumber(), Rules(LIMITS, Bounds(fused=0.46, session=0.45), TURN))


def seen(look: Look | None, who: float = HOLDER, aspect: float = 1.0) -> Seen:
    quality = assess(look, LIMITS)
    return Seen(0.0, quality, None if look is None else Sight(look, aspect, person(who)))


NOBODY = seen(None)


def straight(who: float = HOLDER) -> Seen:
    return seen(LOOK, who)


def turned(turn: float, who: float = HOLDER) -> Seen:
    return seen(replace(LOOK, turn=turn), who, 0.95)


THERE_AND_BACK = [turned(turn) for turn in (0.1, 0.27, 0.3, 0.12, 0.05)]


def played(frames: Iterable[Seen], side: Side = Side.LEFT, start: Attempt | None = None) -> list[Attempt]:
    """The attempt after each frame. An embedding that is not asked for is not there."""
    attempt, states = start or Attempt(side), []
    for number, frame in enumerate(frames):
        at = replace(frame, taken_at=100.0 + INTERVAL * number)
        if not attempt.wants(at.taken_at, at.quality):
            at = replace(at, sight=None)
        attempt = attempt.after(at, JUDGE)
        states.append(attempt)
    return states


def test_the_holder_who_turns_is_matched() -> None:
    states = played([straight()] * FRAMES + THERE_AND_BACK)
    last = states[-1]
    assert last.end == "match"
    assert last.score == pytest.approx(HOLDER)
    stages = [state.notice.stage for state in states[:-1]]
    assert stages == ["look"] * 2 + ["turn"] * 3 + ["return"] * 2
    assert [state.end for state in states[:-1]] == [None] * 7


def test_the_side_is_told_with_the_turn_and_not_before() -> None:
    for side in Side:
        states = played([straight()] * FRAMES, side)
        assert [state.notice for state in states] == [Notice()] * 2 + [Notice("turn", Hint.NOTHING, side)]


def test_a_stranger_is_told_at_once_and_never_asked_to_turn() -> None:
    states = played([straight(STRANGER)] * FRAMES)
    assert states[-1].end == "no-match"
    assert states[-1].score == pytest.approx(STRANGER)
    assert {state.notice.stage for state in states} == {"look"}


def test_a_print_that_stays_as_it_is_does_not_turn() -> None:
    states = played([straight()] * 60)
    assert states[-1].end == "not-turned"
    assert states[-1].score == pytest.approx(HOLDER)


def test_a_turn_to_the_other_side_fails() -> None:
    assert played([straight()] * FRAMES + [turned(-0.2)])[-1].end == "not-turned"


def test_somebody_else_may_not_turn_in_the_holders_place() -> None:
    swapped = [turned(0.27, OTHER), turned(0.27, OTHER)]
    assert played([straight()] * FRAMES + swapped)[-1].end == "not-one-person"


def test_somebody_else_may_not_come_in_small_steps_either() -> None:
    """Each frame is near the one before; the one that counts is not near the straight ones."""
    crept = [turned(0.1, 0.35), turned(0.15, 0.6), turned(0.27, 0.8), turned(0.27, 0.8)]
    assert played([straight(0.1)] * FRAMES + crept)[-1].end == "not-one-person"


def test_what_is_no_number_is_no_match_and_no_turn() -> None:
    nan = float("nan")
    assert played([straight(nan)] * 10)[-1].end is None, "never compared"
    assert played([straight()] * FRAMES + [turned(0.27, nan)])[-1].end == "not-one-person"


def test_a_face_that_is_lost_or_doubled_in_the_turn_fails() -> None:
    for gone in (NOBODY, seen(TWO)):
        states = played([straight()] * FRAMES + [turned(0.1)] + [gone] * 10)
        assert states[-1].end == "not-turned"


def test_whoever_passes_by_before_the_comparison_is_forgotten() -> None:
    states = played([straight(OTHER), straight(), straight(), straight()])
    assert states[-1].notice.stage == "turn"
    assert states[-1].score == pytest.approx(HOLDER)


def test_two_who_change_places_all_the_time_are_never_compared() -> None:
    states = played([straight(), straight(OTHER)] * 100)
    assert (states[-1].end, states[-1].score) == (None, None)


def test_who_takes_a_long_time_to_come_near_loses_nothing() -> None:
    states = played([straight(), *[seen(FAR)] * 300, *[straight()] * FRAMES])
    assert states[-1].notice.stage == "turn"


def test_frames_right_after_one_another_are_not_fused() -> None:
    attempt, good = Attempt(Side.LEFT), straight()
    assert attempt.wants(100.0, good.quality)
    attempt = attempt.after(replace(good, taken_at=100.0), JUDGE)
    assert not attempt.wants(100.033, good.quality)
    assert attempt.wants(100.066, good.quality)


def test_only_what_is_looked_at_is_embedded() -> None:
    assert not Attempt(Side.LEFT).wants(100.0, seen(FAR).quality)
    turning = played([straight()] * FRAMES)[-1]
    assert turning.wants(100.3, turned(0.3).quality)
    assert not turning.wants(100.3, NOBODY.quality)
    assert not turning.wants(100.3, seen(TWO).quality)


def test_after_a_good_frame_another_one_is_expected_and_only_then() -> None:
    good, new = straight(), Attempt(Side.LEFT)
    assert not new.expects(100.0), "nobody was seen yet"
    once = new.after(replace(good, taken_at=100.0), JUDGE)
    assert not once.expects(100.033), "too soon to count"
    assert once.expects(100.1)
    for bad in (NOBODY, seen(FAR), seen(TWO)):
        gone = once.after(replace(bad, taken_at=100.1), JUDGE)
        assert not gone.expects(100.2)
        assert gone.after(replace(good, taken_at=100.2), JUDGE).expects(100.3)
    assert played([straight()] * FRAMES)[-1].expects(100.3), "compared: each frame is looked at"


def test_nobody_there_is_no_failure_however_long() -> None:
    assert played([NOBODY] * 1000)[-1].end is None


def test_a_hint_is_said_when_it_holds() -> None:
    told = [state.notice.hint for state in played([seen(FAR)] * 8)]
    first = told.index(Hint.CLOSER)
    assert first == pytest.approx(HOLD_SECONDS / INTERVAL, abs=1)
    assert set(told[:first]) == {Hint.NOTHING}
    flickering = [seen(FAR), seen(TWO)] * 10
    assert {state.notice.hint for state in played(flickering)} == {Hint.NOTHING}


def test_what_the_gate_raised_is_kept_for_the_record() -> None:
    last = played([seen(FAR), NOBODY, *[straight()] * FRAMES, *THERE_AND_BACK])[-1]
    assert last.codes == {QualityCode.TOO_FAR, QualityCode.NO_FACE}, "but not that the head was turned when asked"


def test_nothing_changes_after_the_end() -> None:
    ended = played([straight(STRANGER)] * FRAMES)[-1]
    assert played([straight()] * 5, start=ended)[-1] is ended


def test_nothing_of_a_face_is_shown() -> None:
    attempt = played([straight()] * FRAMES + THERE_AND_BACK)[-1]
    for shown in (repr(attempt), repr(straight()), repr(JUDGE)):
        assert "array" not in shown
        assert "float32" not in shown
