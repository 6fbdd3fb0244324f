"""Threads for blocking work whose unforeseen faults reach the loop instead of being lost."""

import queue
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from firmware.reader.inbox import Broken, Post
from hal.clock import Clock


class Worker(Protocol):
    """Does one thing after another."""

    def submit(self, work: Callable[[], None]) -> None:
        """Do this when the work before it is done."""

    def busy_for(self) -> float:
        """Seconds that the work under way has taken; 0 when there is none."""

    def close(self, longest: float) -> None:
        """Take no more work; wait for what was submitted, at most so many seconds."""


class FaultsReported:
    """Posts whatever goes wrong inside its block and ends the block: for the whole of a thread's work."""

    def __init__(self, post: Post) -> None:
        self._post = post

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if kind is not None:
            self._post(Broken(error))
        return kind is not None


class ThreadWorker:
    """A worker with one thread of its own. A thread that is blocked for good does not keep the process from ending."""

    def __init__(self, name: str, post: Post, clock: Clock) -> None:
        self._post = post
        self._clock = clock
        self._busy_since: float | None = None
        self._queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[], None]) -> None:
        """Do this when the work before it is done."""
        self._queue.put(work)

    def busy_for(self) -> float:
        """Seconds that the work under way has taken; 0 when there is none."""
        since = self._busy_since
        return 0.0 if since is None else self._clock.monotonic() - since

    def close(self, longest: float) -> None:
        """Take no more work; wait for what was submitted, at most so many seconds."""
        self._queue.put(None)
        self._thread.join(longest)

    def _run(self) -> None:
        with FaultsReported(self._post):
            while (work := self._queue.get()) is not None:
                self._busy_since = self._clock.monotonic()
                work()
                self._busy_since = None
                # A PIN or an answer may hang on the work; it must not stay here until the next one comes.
                del work
