"""An attempt without camera and models: numbers in the place of embeddings, frames ten times a second."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from firmware.face.child.attempt import HOLD_SECONDS, MOST_ANEW, Attempt, Notice, Rules, Seen
from firmware.face.compare import Embedding
from firmware.face.decision import FRAMES, Bounds
from firmware.face.liveness import Side, TurnLimits
from firmware.face.quality import Hint, QualityCode, Verdict

LIMITS = TurnLimits(change=0.19, returned=0.08, session=0.45, narrow_cost=0.4, narrowest=0.7)
GOOD = Verdict(QualityCode.GOOD, Hint.NOTHING)
TURNED = Verdict(QualityCode.TURNED, Hint.LOOK_STRAIGHT)
FAR = Verdict(QualityCode.TOO_FAR, Hint.CLOSER)
NOBODY = Verdict(QualityCode.NO_FACE, Hint.LOOK_STRAIGHT)
TWO = Verdict(QualityCode.SEVERAL_FACES, Hint.ONLY_ONE)
HOLDER, STRANGER, OTHER = 0.1, 0.6, 1.2
INTERVAL = 0.1


class OneNumber:
    """Embeddings of one number."""

    def distance(self, one: Embedding, other: Embedding) -> float:
        return abs(float(one[0]) - float(other[0]))

    def fused(self, embeddings: Sequence[Embedding]) -> Embedding:
        return np.asarray(np.mean(embeddings, axis=0), np.float32)


def person(number: float) -> Embedding:
    return np.array([number], np.float32)


RULES = Rules(person(0.0), OneNumber(), Bounds(fused=0.46, session=0.45), LIMITS)


def straight(who: float = HOLDER) -> Seen:
    return Seen(0.0, GOOD, 0.02, 1.0, person(who))


def turned(turn: float, who: float = HOLDER, aspect: float = 0.95) -> Seen:
    return Seen(0.0, TURNED, turn, aspect, person(who))


def bad(quality: Verdict) -> Seen:
    return Seen(0.0, quality)


THERE_AND_BACK = [turned(turn) for turn in (0.1, 0.27, 0.3, 0.12, 0.05)]


def played(frames: Iterable[Seen], side: Side = Side.LEFT, start: Attempt | None = None) -> list[Attempt]:
    """The attempt after each frame. An embedding that is not asked for is not there."""
    attempt, states = start or Attempt(side), []
    for number, seen in enumerate(frames):
        at = replace(seen, taken_at=100.0 + INTERVAL * number)
        if not attempt.wants(at.taken_at, at.quality):
            at = replace(at, embedding=None)
        attempt = attempt.after(at, RULES)
        states.append(attempt)
    return states


def test_the_holder_who_turns_is_matched() -> None:
    states = played([straight()] * FRAMES + THERE_AND_BACK)
    last = states[-1]
    assert (last.end, last.alive) == ("match", True)
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
    assert (states[-1].end, states[-1].alive) == ("no-match", False)
    assert states[-1].score == pytest.approx(STRANGER)
    assert {state.notice.stage for state in states} == {"look"}


def test_a_print_that_stays_as_it_is_does_not_turn() -> None:
    states = played([straight()] * 60)
    assert (states[-1].end, states[-1].alive) == ("not-turned", False)
    assert states[-1].score == pytest.approx(HOLDER)


def test_a_turn_to_the_other_side_fails() -> None:
    assert played([straight()] * FRAMES + [turned(-0.2)])[-1].end == "not-turned"


def test_somebody_else_may_not_turn_in_the_holders_place() -> None:
    swapped = [turned(0.27, OTHER), turned(0.27, OTHER)]
    assert played([straight()] * FRAMES + swapped)[-1].end == "not-one-person"


def test_the_turn_is_compared_with_the_turn_too() -> None:
    """Frames that are near to the straight ones, and not to each other."""
    states = played([straight(0.1)] * FRAMES + [turned(0.27, -0.3), turned(0.27, 0.5)])
    assert states[-1].end == "not-one-person"


def test_what_is_no_number_is_no_match_and_no_turn() -> None:
    nan = float("nan")
    for frames in ([straight(nan)] * 10, [straight()] * FRAMES + [turned(0.27, nan)]):
        assert played(frames)[-1].end in ("no-match", "not-one-person")


def test_a_face_that_is_lost_or_doubled_in_the_turn_fails() -> None:
    for quality in (NOBODY, TWO):
        states = played([straight()] * FRAMES + [turned(0.1)] + [bad(quality)] * 10)
        assert states[-1].end == "not-turned"


def test_whoever_passes_by_before_the_comparison_is_forgotten() -> None:
    states = played([straight(OTHER), straight(), straight(), straight()])
    assert states[-1].notice.stage == "turn"
    assert states[-1].score == pytest.approx(HOLDER)


def test_two_who_change_places_all_the_time_are_not_one_person() -> None:
    states = played([straight(), straight(OTHER)] * MOST_ANEW)
    assert states[-1].end == "not-one-person"
    assert states[-1].score is None


def test_frames_right_after_one_another_are_not_fused() -> None:
    attempt = Attempt(Side.LEFT)
    seen = replace(straight(), taken_at=100.0)
    assert attempt.wants(100.0, GOOD)
    attempt = attempt.after(seen, RULES)
    assert not attempt.wants(100.033, GOOD)
    assert attempt.wants(100.066, GOOD)


def test_only_what_is_looked_at_is_embedded() -> None:
    assert not Attempt(Side.LEFT).wants(100.0, FAR)
    turning = played([straight()] * FRAMES)[-1]
    assert turning.wants(100.3, TURNED)
    assert not turning.wants(100.3, NOBODY)
    assert not turning.wants(100.3, TWO)


def test_nobody_there_is_no_failure_however_long() -> None:
    assert played([bad(NOBODY)] * 1000)[-1].end is None


def test_a_hint_is_said_when_it_holds() -> None:
    frames = [bad(FAR)] * 8
    told = [state.notice.hint for state in played(frames)]
    first = told.index(Hint.CLOSER)
    assert first == pytest.approx(HOLD_SECONDS / INTERVAL, abs=1)
    assert set(told[:first]) == {Hint.NOTHING}
    flickering = [bad(FAR), bad(TWO)] * 10
    assert {state.notice.hint for state in played(flickering)} == {Hint.NOTHING}


def test_what_the_gate_raised_is_kept_for_the_record() -> None:
    last = played([bad(FAR), bad(NOBODY), *[straight()] * FRAMES, *THERE_AND_BACK])[-1]
    assert last.codes == {QualityCode.TOO_FAR, QualityCode.NO_FACE}, "but not that the head was turned when asked"


def test_nothing_changes_after_the_end() -> None:
    ended = played([straight(STRANGER)] * FRAMES)[-1]
    assert played([straight()] * 5, start=ended)[-1] is ended


def test_nothing_of_a_face_is_shown() -> None:
    attempt = played([straight()] * FRAMES + THERE_AND_BACK)[-1]
    for shown in (repr(attempt), repr(straight()), repr(RULES)):
        assert "array" not in shown
        assert "float32" not in shown
