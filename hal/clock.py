"""Port: time. Deadlines run on the monotonic clock; the wall clock never decides anything."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Where every part of the product takes the time from."""

    def monotonic(self) -> float:
        """Seconds since an unknown moment; never goes back."""

    def now(self) -> datetime:
        """Wall time in UTC, with time zone. May be wrong: a Raspberry Pi has no clock chip."""

    def sure(self) -> bool:
        """Whether the wall time comes from a source that can be trusted (time server, clock chip)."""
