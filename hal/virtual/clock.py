"""Virtual driver of the clock port: time stands still unless the bench moves it."""

from datetime import datetime

from hal.settings import ClockSettings
from hal.virtual.bench import Bench


class VirtualClock:
    """The clock of a bench."""

    def __init__(self, bench: Bench, settings: ClockSettings) -> None:
        self._bench = bench

    def monotonic(self) -> float:
        """Seconds since an unknown moment."""
        return self._bench.time.monotonic

    def now(self) -> datetime:
        """Wall time in UTC."""
        return self._bench.time.now

    def sure(self) -> bool:
        """Whether the bench lets the wall time be trusted."""
        return self._bench.time.sure
