import pytest

from tests.support.bounds import upper_bound


@pytest.mark.parametrize(
    ("hits", "trials", "bound"),
    # 1 - 0.05 ** (1 / n) for none; the others from the beta distribution's quantile.
    [(0, 1000, 0.0029912), (0, 1, 0.95), (5, 100, 0.1022534), (30, 1000, 0.0405), (7, 7, 1.0)],
)
def test_exact_upper_bounds(hits: int, trials: int, bound: float) -> None:
    assert upper_bound(hits, trials) == pytest.approx(bound, rel=2e-3)
