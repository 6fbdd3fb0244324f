"""Error rates of sets of distances for which they are known."""

import random

import pytest

from tools.face.bounds import upper_bound
from tools.face.statistics import at, at_bound, at_rate, curve, equal_error, scores, strictest

SEED = 20261128


def evenly(first: float, step: float, count: int) -> list[float]:
    return [first + step * place for place in range(count)]


# A hundred genuine distances 0.000 to 0.495 and a thousand impostors 0.300 to 1.299.
KNOWN = scores(evenly(0.0, 0.005, 100), evenly(0.3, 0.001, 1000))


def test_rates_at_a_threshold_are_counts() -> None:
    point = at(KNOWN, 0.4002)
    assert (point.genuine, point.impostor, point.false_accepts, point.false_rejects) == (100, 1000, 101, 19)
    assert (point.far, point.frr) == (0.101, 0.19)
    assert point.far_interval[0] < point.far < point.far_interval[1] < 0.13
    assert point.frr_interval == pytest.approx((0.1184432, 0.2806980), abs=1e-6)


def test_a_distance_at_the_threshold_is_a_match() -> None:
    edge = scores([0.5], [0.5])
    assert (at(edge, 0.5).false_accepts, at(edge, 0.5).false_rejects) == (1, 0)
    assert (at(edge, 0.4999).false_accepts, at(edge, 0.4999).false_rejects) == (0, 1)


@pytest.mark.parametrize(
    ("far", "false_accepts", "threshold", "refused"), [(1e-2, 10, 0.3099, 38), (1e-3, 1, 0.3009, 39)]
)
def test_the_threshold_of_a_rate(far: float, false_accepts: int, threshold: float, refused: int) -> None:
    point = at_rate(KNOWN, far)
    assert point is not None
    assert (point.false_accepts, point.threshold) == (false_accepts, threshold)
    assert abs(point.false_rejects - refused) <= 1


def test_a_rate_that_so_few_comparisons_cannot_show_has_no_threshold() -> None:
    assert at_rate(KNOWN, 1e-4) is None
    assert at_bound(KNOWN, 1e-3) is None
    strict = strictest(KNOWN)
    assert strict is not None
    assert (strict.false_accepts, strict.threshold) == (0, 0.2999)
    assert strict.far_upper == pytest.approx(0.00299, abs=1e-5)


def test_the_threshold_of_a_bound_is_lower_than_that_of_the_rate() -> None:
    many = scores([0.1], evenly(0.4, 1e-5, 60_000))
    rate, bound = at_rate(many, 1e-4), at_bound(many, 1e-4)
    assert rate is not None
    assert bound is not None
    assert (rate.false_accepts, bound.false_accepts) == (1, 1)
    more = scores([0.1], evenly(0.4, 1e-3, 100_000))
    rate, bound = at_rate(more, 1e-4), at_bound(more, 1e-4)
    assert rate is not None
    assert bound is not None
    assert rate.false_accepts == 10
    assert bound.far_upper <= 1e-4 < upper_bound(bound.false_accepts + 1, 100_000)
    assert bound.threshold < rate.threshold


def test_the_equal_error_rate_is_where_both_are_alike() -> None:
    equal = equal_error(KNOWN)
    assert equal is not None
    # 0.3 + f * 1.0 = 0.5 - r * 0.5 with f = r: at 0.4333 an error of 13.33 %.
    assert equal.rate == pytest.approx(0.1333, abs=0.006)
    assert equal.threshold == pytest.approx(0.4333, abs=0.006)
    apart = equal_error(scores([0.1, 0.2], [0.6, 0.7]))
    assert apart is not None
    assert (apart.rate, apart.threshold) == (0.0, 0.2)
    same = equal_error(scores(evenly(0, 0.001, 1000), evenly(0, 0.001, 1000)))
    assert same is not None
    assert same.rate == pytest.approx(0.5, abs=0.01)
    assert equal_error(scores([], [0.5])) is None
    assert equal_error(scores([0.5], [])) is None


def test_a_curve_goes_from_all_refused_to_all_accepted() -> None:
    chance = random.Random(SEED)
    drawn = scores(
        (abs(chance.gauss(0.3, 0.1)) for _ in range(500)), (abs(chance.gauss(0.7, 0.1)) for _ in range(2000))
    )
    thresholds, far, frr = curve(drawn)
    assert (far[-1], frr[-1]) == (1.0, 0.0)
    assert (far[1:] >= far[:-1]).all()
    assert (frr[1:] <= frr[:-1]).all()
    for place in (0, len(thresholds) // 3, -1):
        point = at(drawn, float(thresholds[place]))
        assert (point.far, point.frr) == pytest.approx((far[place], frr[place]))


def test_the_true_rate_of_drawn_distances_is_within_the_bounds() -> None:
    """The share of sets whose bound is too low is about 5 %, as the bound says: neither none nor many."""
    chance = random.Random(SEED)
    wrong = 0
    for _ in range(200):
        point = at(scores([0.0], (chance.random() for _ in range(200))), 0.02)
        wrong += point.far_upper < 0.02
    assert 1 <= wrong <= 20


@pytest.mark.parametrize("wrong", [[float("nan")], [float("inf")], [-0.1]])
def test_what_is_no_distance_is_refused(wrong: list[float]) -> None:
    with pytest.raises(ValueError, match="distance"):
        scores(wrong, [0.5])
    with pytest.raises(ValueError, match="distance"):
        scores([0.5], wrong)


def test_two_pictures_that_are_one_leave_no_threshold() -> None:
    assert strictest(scores([0.1], [0.0, 0.5])) is None
    no_impostor = at(scores([0.1], []), 0.5)
    assert (no_impostor.far, no_impostor.far_upper) == (0.0, 1.0)
    assert strictest(scores([0.1], [])) is None
