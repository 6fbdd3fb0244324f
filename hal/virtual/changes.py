"""The one lock of a bench, and the number that tells whoever watches that something moved."""

import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    """Somebody who waits for something."""

    condition: Callable[[], bool]
    turn: threading.Condition


class Changes:
    """A lock with a running number. Every part of a bench shares one, so no two locks can ever cross."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._number = 0
        self._waiting: list[_Waiting] = []

    @property
    def number(self) -> int:
        """How often something changed so far."""
        with self.lock:
            return self._number

    def note(self) -> None:
        """Say that something changed and wake those who waited for this.

        Nobody else: a watcher of the tray that woke for every tone would take the processor from the visit each time.
        """
        with self.lock:
            self._number += 1
            for waiting in self._waiting:
                if waiting.condition():
                    waiting.turn.notify()

    def wait_until(self, condition: Callable[[], bool], timeout: float | None) -> bool:
        """Block until `condition` holds, at most `timeout` seconds (None: for ever); whether it holds now.

        `condition` is looked at under the lock, by whatever thread says that something changed.
        """
        with self.lock:
            waiting = _Waiting(condition, threading.Condition(self.lock))
            self._waiting.append(waiting)
            try:
                return waiting.turn.wait_for(condition, timeout)
            finally:
                self._waiting.remove(waiting)
