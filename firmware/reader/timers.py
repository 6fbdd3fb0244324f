"""Deadlines on the injected clock. Pure bookkeeping: the loop asks what is due."""

from firmware.visit.events import Timer


class TimerBoard:
    """Which timer runs until when, in monotonic seconds."""

    def __init__(self) -> None:
        self._deadlines: dict[Timer, float] = {}

    def start(self, timer: Timer, deadline: float) -> None:
        """Run until `deadline`; replaces the same timer."""
        self._deadlines[timer] = deadline

    def stop(self, timer: Timer) -> None:
        """Forget the timer; a timer that is due but was not taken yet is gone as well."""
        self._deadlines.pop(timer, None)

    def take_due(self, now: float) -> Timer | None:
        """The timer that is overdue longest, taken off the board; one at a time, as each may stop others."""
        due = [(deadline, timer) for timer, deadline in self._deadlines.items() if deadline <= now]
        if not due:
            return None
        _, timer = min(due, key=lambda entry: entry[0])
        del self._deadlines[timer]
        return timer

    def wait(self, now: float, longest: float) -> float:
        """Seconds until the next deadline, at most `longest`, at least 0."""
        nearest = min(self._deadlines.values(), default=now + longest)
        return max(0.0, min(nearest - now, longest))
