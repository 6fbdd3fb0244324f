"""A thread for blocking work whose unforeseen faults reach the loop instead of being lost."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from firmware.reader.inbox import Broken, Post


class Worker(Protocol):
    """Does one thing after another."""

    def submit(self, work: Callable[[], None]) -> None:
        """Do this when the work before it is done."""

    def close(self, wait: bool) -> None:
        """Take no more work; `wait` for what was submitted."""


class ThreadWorker:
    """A worker with one thread of its own."""

    def __init__(self, name: str, post: Post) -> None:
        self._post = post
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)

    def submit(self, work: Callable[[], None]) -> None:
        """Do this when the work before it is done."""
        self._pool.submit(work).add_done_callback(self._check)

    def close(self, wait: bool) -> None:
        """Take no more work; `wait` for what was submitted."""
        self._pool.shutdown(wait=wait)

    def _check(self, done: "Future[None]") -> None:
        error = done.exception()
        if error is not None:
            self._post(Broken(error))
