from collections.abc import Iterable
from dataclasses import replace

import pytest

from firmware.face.liveness import Challenge, Failure, Frame, Side, Stage, TurnLimits, begin, side_from, step, worth

LIMITS = TurnLimits(
    change=0.18, returned=0.08, frontal=0.12, session=0.45, turned=0.55, leap=0.35, narrow_cost=0.3, narrowest=0.7
)
STRAIGHT = Frame(turn=0.02, aspect=1.0, roll=1.0, straight=True, apart=0.1, leap=0.1)
GONE = None


def turned(turn: float, aspect: float = 0.9, roll: float = 2.0) -> Frame:
    return Frame(turn=turn, aspect=aspect, roll=roll, straight=False, apart=0.3, leap=0.2)


def played(frames: Iterable[Frame | None], side: Side = Side.LEFT, interval: float = 0.1) -> Challenge:
    challenge, now = begin(side, LIMITS, 100.0), 100.0
    for frame in frames:
        now += interval
        challenge = step(challenge, frame, LIMITS, now)
    return challenge


THERE_AND_BACK = [STRAIGHT] * 3 + [turned(0.1), turned(0.27), turned(0.3), turned(0.12), turned(0.05)]


def test_a_turn_to_the_asked_side_and_back_passes() -> None:
    stages = [played(THERE_AND_BACK[:count]).stage for count in range(len(THERE_AND_BACK) + 1)]
    assert stages == [Stage.STRAIGHT] * 3 + [Stage.TURN] * 3 + [Stage.RETURN] * 2 + [Stage.PASSED]
    mirrored = [replace(frame, turn=0.04 - frame.turn) for frame in THERE_AND_BACK]
    assert played(mirrored, Side.RIGHT).stage is Stage.PASSED
    # 0.30 less the own 0.02, less 0.3 of the tenth by which the face became narrower.
    assert played(THERE_AND_BACK).furthest == pytest.approx(0.25)


def test_the_change_is_from_the_persons_own_bearing() -> None:
    crooked = [replace(frame, turn=frame.turn + 0.09) for frame in THERE_AND_BACK]
    assert played(crooked).stage is Stage.PASSED
    barely = [STRAIGHT] * 3 + [turned(0.2)] * 20
    assert played(barely).stage is Stage.TURN


def test_the_other_side_fails_at_once() -> None:
    failed = played([STRAIGHT] * 3 + [turned(-0.2)])
    assert (failed.stage, failed.failure) == (Stage.FAILED, Failure.WRONG_SIDE)


@pytest.mark.parametrize(
    ("change", "aspect"),
    # Of the worst of drawn prints that were turned by 37, 45 and 63 degrees.
    [(0.24, 0.73), (0.24, 0.76), (0.30, 0.62)],
)
def test_a_print_that_is_turned_does_not_pass(change: float, aspect: float) -> None:
    parts = [part / 20 for part in (*range(21), *range(20, -1, -1))]
    print_ = [STRAIGHT] * 3 + [turned(0.02 + change * part, 1 - (1 - aspect) * part) for part in parts]
    assert played(print_).failure is Failure.TOO_LATE


def test_a_face_of_no_aspect_says_nothing() -> None:
    assert worth([replace(STRAIGHT, aspect=0.0)], turned(0.5), Side.LEFT, LIMITS) is None


@pytest.mark.parametrize("roll", [-13.5, 15.5])
def test_a_picture_that_leans_says_nothing(roll: float) -> None:
    """Leaning by as much in both ways, from a bearing of one degree."""
    leaning = [STRAIGHT] * 3 + [turned(0.1)] + [turned(0.3, roll=roll)] * 20
    assert played(leaning).stage is Stage.TURN
    less = [STRAIGHT] * 3 + [turned(0.1)] + [turned(0.3, roll=roll * 0.8)] * 20
    assert played(less).stage is Stage.RETURN


def test_frames_that_say_nothing_break_no_row() -> None:
    beyond = turned(0.5, aspect=0.6)
    out = [STRAIGHT] * 3 + [turned(0.1), turned(0.3)]
    assert played([*out, beyond, beyond]).stage is Stage.TURN
    assert played([*out, beyond, beyond, turned(0.3)]).stage is Stage.RETURN
    assert played([*out, turned(0.1), turned(0.3)]).stage is Stage.TURN


def test_two_stills_that_are_swapped_are_no_turn() -> None:
    """A head is seen on its way; a picture that takes another one's place is not."""
    swapped = [STRAIGHT] * 3 + [turned(0.3)] * 20
    assert played(swapped).stage is Stage.TURN
    assert played([*swapped[:3], turned(0.1), *swapped[3:]]).stage is Stage.RETURN


def test_one_frame_beyond_the_bound_is_no_turn() -> None:
    slips = [STRAIGHT] * 3 + [turned(0.3), turned(0.05)] * 10
    assert played(slips).stage is Stage.TURN


@pytest.mark.parametrize("interval", [0.1, 0.25])
def test_a_fast_head_that_is_seen_seldom_passes(interval: float) -> None:
    # The first of them far beyond what a slow head shows first.
    fast = [STRAIGHT] * 3 + [turned(0.21), turned(0.36), turned(0.5), turned(0.5), turned(0.2), turned(0.04)]
    assert played(fast, interval=interval).stage is Stage.PASSED


def test_a_still_that_is_held_by_a_trembling_hand_is_no_turn() -> None:
    trembling = [turned(turn) for turn in (0.3, 0.33, 0.36, 0.32, 0.35, 0.31) * 6]
    swapped = played([STRAIGHT] * 3 + trembling + [STRAIGHT] * 3)
    assert swapped.failure is not None or swapped.stage is Stage.TURN
    assert swapped.turned == 0


def test_on_the_way_back_the_other_side_fails_too() -> None:
    back = THERE_AND_BACK[:6]
    failed = played([*back, turned(-0.2)])
    assert (failed.stage, failed.failure) == (Stage.FAILED, Failure.WRONG_SIDE)
    # A little beyond the straight is how heads come back.
    assert played([*back, turned(-0.1), turned(0.0)]).stage is Stage.PASSED


@pytest.mark.parametrize("at", range(len(THERE_AND_BACK)))
def test_a_leap_to_somebody_else_in_any_frame_fails(at: int) -> None:
    frames = list(THERE_AND_BACK)
    frames[at] = replace(frames[at], leap=0.36)
    assert played(frames).failure is Failure.OTHER_PERSON


@pytest.mark.parametrize(("at", "most"), [(0, 0.45), (2, 0.45), (3, 0.45), (4, 0.55), (7, 0.45)])
def test_how_far_a_frame_may_be_from_the_straight_ones(at: int, most: float) -> None:
    frames = list(THERE_AND_BACK)
    frames[at] = replace(frames[at], apart=most)
    assert played(frames).stage is Stage.PASSED
    frames[at] = replace(frames[at], apart=most + 0.01)
    assert played(frames).failure is Failure.OTHER_PERSON


def test_a_frame_that_says_nothing_is_held_to_the_frames_before_alone() -> None:
    """Far beyond the turn that is asked the same person lies far from itself."""
    beyond = replace(turned(0.6, aspect=0.6), apart=0.56)
    there, back = THERE_AND_BACK[:4], THERE_AND_BACK[4:]
    assert played([*there, beyond, *back]).stage is Stage.PASSED
    assert played([*THERE_AND_BACK[:6], beyond, beyond, *THERE_AND_BACK[6:]]).stage is Stage.PASSED
    aside = replace(turned(0.3), apart=0.56)
    assert played([aside, *THERE_AND_BACK]).stage is Stage.PASSED, "nothing was asked yet"


def test_a_face_may_be_lost_for_a_moment_only() -> None:
    short = [*THERE_AND_BACK[:5], *[GONE] * 5, *THERE_AND_BACK[5:]]
    assert played(short).stage is Stage.PASSED
    long = [*THERE_AND_BACK[:5], *[GONE] * 8, *THERE_AND_BACK[5:]]
    assert played(long).failure is Failure.FACE_LOST
    # Also when no frame at all came meanwhile.
    challenge = step(begin(Side.LEFT, LIMITS, 0.0), STRAIGHT, LIMITS, 0.1)
    for now in (0.2, 0.3):
        challenge = step(challenge, STRAIGHT, LIMITS, now)
    assert step(challenge, turned(0.3), LIMITS, 1.2).failure is Failure.FACE_LOST
    assert played([GONE] * 20 + THERE_AND_BACK).stage is Stage.PASSED, (
        "before the turn is asked for, waiting is no loss"
    )


@pytest.mark.parametrize(
    "frames",
    [
        [turned(0.3)] * 105,
        [STRAIGHT] * 45,
        [*THERE_AND_BACK[:6], *[turned(0.3)] * 35],
        [GONE] * 105,
    ],
    ids=["never-straight", "never-turned", "never-back", "nobody"],
)
def test_each_stage_has_its_time(frames: list[Frame | None]) -> None:
    assert played(frames).failure is Failure.TOO_LATE


def test_nothing_changes_after_the_end() -> None:
    passed, failed = played(THERE_AND_BACK), played([STRAIGHT] * 3 + [turned(-0.2)])
    for over in (passed, failed):
        assert over.over
        assert step(over, replace(STRAIGHT, apart=9.0), LIMITS, 1e9) == over


def test_the_side_is_drawn() -> None:
    drawn = [side_from(bytes((value,))) for value in range(256)]
    assert drawn.count(Side.LEFT) == drawn.count(Side.RIGHT) == 128


def test_what_is_no_number_counts_against_the_person() -> None:
    nan = float("nan")
    assert worth([STRAIGHT], turned(0.3, aspect=nan), Side.LEFT, LIMITS) is None
    assert worth([STRAIGHT], turned(0.3, roll=nan), Side.LEFT, LIMITS) is None
    assert played([replace(STRAIGHT, apart=nan)]).failure is Failure.OTHER_PERSON
    assert played([replace(STRAIGHT, leap=nan)]).failure is Failure.OTHER_PERSON
    for at in range(3, len(THERE_AND_BACK)):
        frames = list(THERE_AND_BACK)
        frames[at] = replace(frames[at], turn=nan, apart=0.46)
        assert played(frames).failure is Failure.OTHER_PERSON, "no turn is no excuse"
    assert played([*THERE_AND_BACK[:3], *[turned(nan)] * 60]).failure is Failure.TOO_LATE
    assert played([*THERE_AND_BACK[:6], *[turned(nan)] * 60]).failure is Failure.TOO_LATE
