"""Exact (Clopper-Pearson) bounds of a share: what a count of hits in so many trials proves. Pure.

The chance of a hit is held to be the same in each trial, and trials to be independent. Comparisons that share a person
are not; so the true bounds are wider, the more the fewer persons there are.
"""

from math import exp, lgamma, log, log1p

CONFIDENCE = 0.95
"""Of every interval and bound of this tool."""

# Each halves what is not known yet: 1e-15 is left.
_STEPS = 50


def upper_bound(hits: int, trials: int, confidence: float = CONFIDENCE) -> float:
    """The share that is not exceeded with this confidence (one-sided); 1.0 where nothing was tried."""
    if hits >= trials:
        return 1.0
    low, high = hits / trials, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _at_most(hits, trials, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def interval(hits: int, trials: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The two-sided interval of the share; the whole of it where nothing was tried."""
    each = 1 - (1 - confidence) / 2
    return 1.0 - upper_bound(trials - hits, trials, each), upper_bound(hits, trials, each)


def hits_allowed(trials: int, share: float, confidence: float = CONFIDENCE) -> int | None:
    """The most hits whose upper bound is not above `share`; None where even no hit at all shows too little."""
    if upper_bound(0, trials, confidence) > share:
        return None
    # The bound grows with the hits, and with share * trials of them it is above the share already.
    low, high = 0, int(share * trials) + 1
    while high - low > 1:
        middle = (low + high) // 2
        if upper_bound(middle, trials, confidence) <= share:
            low = middle
        else:
            high = middle
    return low


def trials_needed(share: float, confidence: float = CONFIDENCE) -> int:
    """How many trials without a hit show that the share is not exceeded."""
    trials = int(log(1 - confidence) / log1p(-share))
    return trials if upper_bound(0, trials, confidence) <= share else trials + 1


def _at_most(hits: int, trials: int, share: float) -> float:
    """The chance of so many hits or fewer, 0 < share < 1."""
    # No bound is sought below hits / trials, so the first term is the largest; added as long as a double can tell.
    total, term, factor = 0.0, exp(_log_chance(hits, trials, share)), (1 - share) / share
    for k in range(hits, -1, -1):
        total += term
        term *= factor * k / (trials - k + 1)
        if term < total * 1e-17:
            break
    return total


def _log_chance(hits: int, trials: int, share: float) -> float:
    choose = lgamma(trials + 1) - lgamma(hits + 1) - lgamma(trials - hits + 1)
    return choose + hits * log(share) + (trials - hits) * log1p(-share)
