"""Bounds of a share, against what tables say and against the chances that they stand for."""

from math import comb

import pytest

from tests.support import bounds as counted
from tools.face.bounds import hits_allowed, interval, trials_needed, upper_bound


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    # From the beta distribution (R: binom.test).
    [(0, 10, 0.0, 0.3084971), (5, 100, 0.0164319, 0.1128349), (10, 10, 0.6915029, 1.0), (1, 2, 0.0125791, 0.9874209)],
)
def test_intervals_are_those_of_tables(hits: int, trials: int, low: float, high: float) -> None:
    assert interval(hits, trials) == pytest.approx((low, high), abs=1e-6)


@pytest.mark.parametrize(("hits", "trials"), [(0, 1), (0, 30_000), (3, 30_000), (7, 40), (39, 40), (500, 1000)])
def test_at_the_bound_so_few_hits_have_the_chance_that_is_left(hits: int, trials: int) -> None:
    bound = upper_bound(hits, trials)
    assert bound == pytest.approx(counted.upper_bound(hits, trials), abs=1e-9)
    if trials < 100:
        chance = sum(comb(trials, k) * bound**k * (1 - bound) ** (trials - k) for k in range(hits + 1))
        assert chance == pytest.approx(0.05, abs=1e-6)


def test_nothing_tried_proves_nothing() -> None:
    assert upper_bound(0, 0) == 1.0
    assert interval(0, 0) == (0.0, 1.0)
    assert hits_allowed(0, 0.5) is None


def test_a_lower_bound_is_the_other_side_of_an_upper_one() -> None:
    for hits, trials in ((1, 50), (25, 50), (300, 100_000)):
        low, high = interval(hits, trials)
        assert (1 - high, 1 - low) == pytest.approx(interval(trials - hits, trials), abs=1e-9)
        assert low < hits / trials < high


@pytest.mark.parametrize("share", [1e-2, 1e-3, 1e-4])
def test_how_many_trials_a_share_needs(share: float) -> None:
    needed = trials_needed(share)
    assert upper_bound(0, needed) <= share < upper_bound(0, needed - 1)
    assert (hits_allowed(needed, share), hits_allowed(needed - 1, share)) == (0, None)
    assert trials_needed(1e-4) == 29_956


def test_the_most_hits_that_still_show_a_share() -> None:
    for trials in (30_000, 100_000, 1_000_000):
        allowed = hits_allowed(trials, 1e-4)
        assert allowed is not None
        assert upper_bound(allowed, trials) <= 1e-4 < upper_bound(allowed + 1, trials)
