"""After too many wrong tries a pause: pure numbers, and the moments of one process.

The file keeps how many tries were wrong in a row; the pause itself runs on the monotonic clock of this process and
begins anew, in full, when the process does. A moment of the wall clock in the file would be easier to read and wrong:
a reader has no clock chip, starts years away from the truth, and whoever can spoil its network can set its clock, so
a pause would end at once or never. As it is, pulling the plug never shortens a pause, and lengthens it by one at most.
"""

from math import ceil

from hal.clock import Clock

FREE_TRIES = 5
"""Wrong tries in a row before the first pause: one more than people need who mix up two passcodes twice."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 60, 900
"""The first pause, doubled with every further wrong try up to the longest. In 900 s steps somebody who stands at the
counter ten hours on 250 days has 10,000 tries, 1 in 10,000 of the passcodes, all of them in the audit. Longer
would rather help pranks: whoever types a colleague's id closes the staff check for that colleague for so long."""

MOST_COUNTED = 99
"""More wrong tries than this make no difference any more."""

Slot = str | int
"""Whose tries are counted together: a staff id that is known, or a number that many unknown ids share."""


def pause_s(failed: int) -> int:
    """Seconds that follow the last of so many wrong tries in a row."""
    if failed < FREE_TRIES:
        return 0
    return min(FIRST_PAUSE_S << min(failed - FREE_TRIES, 10), LONGEST_PAUSE_S)


def seconds_left(failed: int, since: float, now: float) -> int:
    """Whole seconds, rounded up, until the next try is heard; 0 when it is now. Moments are monotonic."""
    return max(0, ceil(since + pause_s(failed) - now))


class Pauses:
    """When this process saw the last wrong try of each. Used by one thread; at most as large as the roster."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = clock.monotonic()
        self._since: dict[Slot, float] = {}

    def left(self, slot: Slot, failed: int) -> int:
        """Whole seconds until a try of this one is heard, who has so many wrong ones in a row in the file."""
        return seconds_left(failed, self._since.get(slot, self._began), self._clock.monotonic())

    def begin(self, slot: Slot) -> None:
        """A try of this one was wrong just now."""
        self._since[slot] = self._clock.monotonic()
