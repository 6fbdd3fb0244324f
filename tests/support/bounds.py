"""Exact (Clopper–Pearson) bounds of a share, so that a count says how much it proves.

Added up term by term, slowly, and apart from `tools.face.bounds` on purpose: the tool's bounds are checked against it.
"""

from math import exp, lgamma, log, log1p

_STEPS = 60


def upper_bound(hits: int, trials: int, confidence: float = 0.95) -> float:
    """The share that is not exceeded with this confidence (one-sided)."""
    if hits >= trials:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _at_most(hits, trials, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def lower_bound(hits: int, trials: int, confidence: float = 0.95) -> float:
    """The share that is reached at least with this confidence (one-sided)."""
    return 1.0 - upper_bound(trials - hits, trials, confidence)


def _at_most(hits: int, trials: int, share: float) -> float:
    """The chance of so many hits or fewer, 0 < share < 1."""
    return sum(exp(_log_choose(trials, k) + k * log(share) + (trials - k) * log1p(-share)) for k in range(hits + 1))


def _log_choose(trials: int, hits: int) -> float:
    return lgamma(trials + 1) - lgamma(hits + 1) - lgamma(trials - hits + 1)
