"""The system's own clocks."""

import time
from datetime import UTC, datetime
from pathlib import Path

from hal.settings import ClockSettings

# systemd-timesyncd touches the first when a time server answered; chrony and ntpd clear the kernel's unsynchronised
# flag, which has no file. A machine without either may still have a clock chip.
SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
CLOCK_CHIP = Path("/sys/class/rtc/rtc0")


class SystemClock:
    """Monotonic and wall clock of the operating system."""

    def __init__(
        self, settings: ClockSettings, synchronised: Path = SYNCHRONISED, clock_chip: Path = CLOCK_CHIP
    ) -> None:
        self._signs = (synchronised, clock_chip)

    def monotonic(self) -> float:
        """Seconds since an unknown moment; stands still while the machine sleeps."""
        return time.monotonic()

    def now(self) -> datetime:
        """Wall time in UTC."""
        return datetime.now(UTC)

    def sure(self) -> bool:
        """Whether a time server answered since the start or the machine has a clock chip."""
        return any(sign.exists() for sign in self._signs)
