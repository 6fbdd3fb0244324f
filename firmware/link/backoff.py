"""Waiting times between attempts. Pure: the luck (0 ≤ luck < 1) comes from outside."""


def full_jitter(attempt: int, base_s: float, longest_s: float, luck: float, shortest_s: float = 0.0) -> float:
    """Seconds before attempt number `attempt` (from 0): evenly spread from `shortest_s` to a doubling limit.

    Spread over the whole span, so that a nation of readers that lost the same broker does not come back at once.
    """
    # Beyond 2**32 the limit has been reached with any base; larger powers only cost.
    limit = min(longest_s, base_s * 2.0 ** min(attempt, 32))
    return max(shortest_s, luck * limit)
