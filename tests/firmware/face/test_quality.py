from dataclasses import fields, replace

import numpy as np
import pytest

from firmware.face.engine.faces import FoundFace, Marks
from firmware.face.engine.measure import look
from firmware.face.quality import PHOTO, Hint, Limits, Look, QualityCode, Verdict, assess

LIVE = Limits()
GOOD = Look(
    others=0.0,
    centre=(0.5, 0.45),
    eye_distance=90.0,
    eye_share=0.19,
    roll=0.0,
    turn=0.01,
    sharpness=0.05,
    brightness=130.0,
    saturated=0.0,
    dark=0.01,
    contrast=40.0,
)


def test_a_good_frame_asks_for_nothing() -> None:
    assert assess(GOOD, LIVE) == Verdict(QualityCode.GOOD, Hint.NOTHING)
    assert assess(GOOD, LIVE).good
    assert not assess(None, LIVE).good


@pytest.mark.parametrize(
    ("changes", "code", "hint"),
    [
        ({"others": 0.6}, QualityCode.SEVERAL_FACES, Hint.ONLY_ONE),
        ({"eye_distance": 40.0}, QualityCode.TOO_FAR, Hint.CLOSER),
        ({"eye_share": 0.5}, QualityCode.TOO_NEAR, Hint.FARTHER),
        ({"centre": (0.2, 0.45)}, QualityCode.OFF_CENTRE, Hint.LEFT),
        ({"centre": (0.8, 0.45)}, QualityCode.OFF_CENTRE, Hint.RIGHT),
        ({"centre": (0.5, 0.1)}, QualityCode.OFF_CENTRE, Hint.DOWN),
        ({"centre": (0.5, 0.9)}, QualityCode.OFF_CENTRE, Hint.UP),
        ({"roll": -20.0}, QualityCode.LEANING, Hint.LOOK_STRAIGHT),
        ({"turn": -0.2}, QualityCode.TURNED, Hint.LOOK_STRAIGHT),
        ({"brightness": 40.0}, QualityCode.TOO_DARK, Hint.MORE_LIGHT),
        ({"dark": 0.3}, QualityCode.TOO_DARK, Hint.MORE_LIGHT),
        ({"brightness": 220.0}, QualityCode.TOO_BRIGHT, Hint.LESS_LIGHT),
        ({"saturated": 0.1}, QualityCode.TOO_BRIGHT, Hint.LESS_LIGHT),
        ({"contrast": 5.0}, QualityCode.NO_CONTRAST, Hint.MORE_LIGHT),
        ({"sharpness": 0.005}, QualityCode.BLURRED, Hint.HOLD_STILL),
    ],
)
def test_what_is_wrong_has_its_code_and_its_hint(
    changes: dict[str, float | tuple[float, float]], code: QualityCode, hint: Hint
) -> None:
    assert assess(replace(GOOD, **changes), LIVE) == Verdict(code, hint)


@pytest.mark.parametrize("name", [one.name for one in fields(Look)])
@pytest.mark.parametrize("limits", [LIVE, PHOTO], ids=["live", "photo"])
def test_what_is_no_number_is_not_good(name: str, limits: Limits) -> None:
    nan = float("nan")
    broken = [(nan, 0.45), (0.5, nan)] if name == "centre" else [nan]
    for value in broken:
        verdict = assess(replace(GOOD, **{name: value}), limits)
        assert not verdict.good
        assert verdict.hint is not Hint.NOTHING


def test_a_second_face_far_behind_does_not_disturb() -> None:
    assert assess(replace(GOOD, others=0.3), LIVE).good


def test_the_first_thing_to_mend_is_said_first() -> None:
    worst = replace(GOOD, eye_distance=20.0, turn=0.5, brightness=10.0, sharpness=0.0)
    assert assess(worst, LIVE).hint is Hint.CLOSER


def test_a_photo_is_judged_by_what_makes_it_worthless_only() -> None:
    small = replace(GOOD, eye_distance=35.0, sharpness=0.0, centre=(0.5, 0.1), eye_share=0.6)
    assert assess(small, PHOTO).good
    assert assess(replace(small, eye_distance=21.0), PHOTO).code is QualityCode.TOO_FAR


def face(left: float, width: float = 100) -> FoundFace:
    points = np.array([[left + 25, 60], [left + 75, 60], [left + 60, 90], [left + 30, 110], [left + 70, 110]])
    return FoundFace((left, 20, width, width), 0.9, points.astype(np.float32), Marks.CENTRES)


def test_a_frame_is_measured_on_its_largest_face() -> None:
    image = np.zeros((200, 400, 3), np.uint8)
    stripes = np.zeros((150, 150, 3), np.uint8)
    stripes[:, ::2] = 255
    measured = look(image, (face(100), face(250, 50)), stripes)
    assert measured.others == 0.25
    assert measured.centre == (0.375, 0.3)
    assert (measured.eye_distance, measured.eye_share, measured.roll) == (50.0, 0.25, 0.0)
    assert measured.turn == pytest.approx(0.2)
    assert face(100).aspect == 1.0
    assert (measured.saturated, measured.dark) == (0.5, 0.5)
    assert measured.brightness == pytest.approx(127.5)
    # The sharpest picture there is: each point differs from both its neighbours by all.
    assert measured.sharpness == pytest.approx(16.0)
    flat = look(image, (face(100),), np.full((150, 150, 3), 90, np.uint8))
    assert (flat.others, flat.contrast, flat.sharpness) == (0.0, 0.0, 0.0)


def test_the_sign_of_a_turn_is_the_same_for_both_kinds_of_points() -> None:
    right, left = ((80, 60), (60, 61)), ((20, 60), (40, 61))
    corners = np.array((*right, *left, (58, 90)), np.float32)
    turned = FoundFace((0, 0, 100, 100), 1.0, corners, Marks.CORNERS)
    assert turned.turn == pytest.approx(0.2)
    assert turned.eye_distance == 40
    assert turned.roll == 0
    # The farther eye is seen narrower: 10 of 30 pixels more for the nearer one.
    narrower = FoundFace((0, 0, 100, 100), 1.0, corners + np.array([(-10, 0)] + [(0, 0)] * 4), Marks.CORNERS)
    assert narrower.turn > turned.turn + 1 / 3
