"""The one lock of a bench, and the number that tells whoever watches that something moved."""

import threading
from collections.abc import Callable


class Changes:
    """A lock with a running number. Every part of a bench shares one, so no two locks can ever cross."""

    def __init__(self) -> None:
        self.lock = threading.Condition(threading.RLock())
        self._number = 0

    @property
    def number(self) -> int:
        """How often something changed so far."""
        with self.lock:
            return self._number

    def note(self) -> None:
        """Say that something changed and wake everybody who waits."""
        with self.lock:
            self._number += 1
            self.lock.notify_all()

    def wait_until(self, condition: Callable[[], bool], timeout: float | None) -> bool:
        """Block until `condition` holds, at most `timeout` seconds (None: for ever); whether it holds now."""
        with self.lock:
            return self.lock.wait_for(condition, timeout)
