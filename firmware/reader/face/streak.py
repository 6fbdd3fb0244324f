"""Failed comparisons of a reader, from visit to visit: pulling the card out must not begin the count anew. Pure."""

from dataclasses import dataclass

IN_A_ROW = 5
PAUSE_S = 30.0
"""NIST SP 800-63B §5.2.3: after five consecutive failures at least 30 s before the next attempt."""

MOST_IN_A_ROW = 50
LONG_PAUSE_S = 24 * 60 * 60.0
"""The same: after fifty, another factor. A reader sees many people, so a day of it is enough; a match ends it."""


@dataclass(frozen=True, slots=True)
class Streak:
    """Failures since the last match; `closed_until` in monotonic seconds."""

    failures: int = 0
    closed_until: float = float("-inf")

    def failed(self, now: float) -> "Streak":
        """After one more failure."""
        failures = self.failures + 1
        if failures >= MOST_IN_A_ROW:
            return Streak(failures, now + LONG_PAUSE_S)
        if failures % IN_A_ROW == 0:
            return Streak(failures, now + PAUSE_S)
        return Streak(failures, self.closed_until)

    def closed(self, now: float) -> bool:
        """Whether nobody is compared at this moment."""
        return now < self.closed_until
