"""How often each device asks: a bucket that fills evenly, so that a burst is allowed and a stream is not."""

import enum
from dataclasses import dataclass

MINUTE_S = 60.0


class Taken(enum.Enum):
    """What became of one request; the first over the rate within a minute is told from the others."""

    WITHIN = enum.auto()
    FIRST_OVER = enum.auto()
    OVER = enum.auto()


@dataclass(frozen=True, slots=True)
class Level:
    """One device: requests it may still make at moment `at`, and until when being over is no news. Seconds."""

    left: float
    at: float
    quiet_until: float = float("-inf")


def take(level: Level | None, per_minute: int, now: float) -> tuple[Level, Taken]:
    """One request at `now` (monotonic seconds); pure. A device that was never heard has a full bucket."""
    before = level or Level(per_minute, now)
    filled = min(float(per_minute), before.left + max(0.0, now - before.at) * per_minute / MINUTE_S)
    if filled >= 1:
        return Level(filled - 1, now, before.quiet_until), Taken.WITHIN
    if now < before.quiet_until:
        return Level(filled, now, before.quiet_until), Taken.OVER
    return Level(filled, now, now + MINUTE_S), Taken.FIRST_OVER


class Meter:
    """The levels of all devices that asked. Only devices of the register get here, which bounds it."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._levels: dict[str, Level] = {}

    def count(self, device: str, now: float) -> Taken:
        """One request of a device at `now` (monotonic seconds)."""
        self._levels[device], taken = take(self._levels.get(device), self._per_minute, now)
        return taken
