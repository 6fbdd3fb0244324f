import math

import numpy as np
import pytest

from firmware.face.compare import Embedding
from firmware.face.track import MOST, Step, Track
from tests.firmware.face.test_decision import ENGINE, at


def test_a_frame_is_measured_against_the_straight_ones_and_against_the_nearest() -> None:
    track = Track()
    assert track.step(at(0.3), ENGINE) == Step(0.0, 0.0)
    for first in (0.1, -0.1):
        track = track.saw(at(first), straight=True)
    assert track.step(at(0.0, 0.3), ENGINE) == Step(pytest.approx(0.3), pytest.approx(math.hypot(0.1, 0.3)))
    track = track.saw(at(0.0, 0.3), straight=False)
    # The frames on the way do not move what the straight ones say.
    assert track.step(at(0.0, 0.5), ENGINE) == Step(pytest.approx(0.5), pytest.approx(0.2))


def test_a_number_that_is_none_is_as_far_as_can_be() -> None:
    broken: Embedding = np.full(128, np.nan, np.float32)
    track = Track().saw(at(0.0), straight=True)
    assert track.step(broken, ENGINE) == Step(math.inf, math.inf)
    assert Track().saw(broken, straight=True).step(at(0.0), ENGINE) == Step(math.inf, math.inf)


def test_a_track_keeps_a_bounded_number_of_frames_and_shows_none() -> None:
    track = Track().saw(at(9.0), straight=True)
    for place in range(3 * MOST):
        track = track.saw(at(float(place)), straight=False)
    assert len(track.seen) == MOST
    assert len(track.straight) == 1
    assert repr(track) == f"<Track of 1 straight frames and {MOST} others>"
