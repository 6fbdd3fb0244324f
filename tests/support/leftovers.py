"""What a test may leave running: nothing. Threads and child processes, seen from the kernel's side."""

import os
import threading
import time
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

GRACE_S = 20.0
"""Threads and processes that were told to end may take so long; asked for only when something is left."""

LOOK_S = 0.01

# Workers that a library keeps for the whole life of the process, by the beginning of their name.
KEPT_THREADS = ("asyncio_", "pytest-", "ThreadPoolExecutor-", "waitpid-")

# The helper process that Python starts with the first pool of processes, and keeps as long as itself.
KEPT_CHILD = "multiprocessing.resource_tracker"


@dataclass(frozen=True, slots=True)
class Running:
    """Threads of this process and its direct children."""

    threads: frozenset[threading.Thread]
    children: frozenset[int]

    def without(self, known: "Running") -> "Running":
        """What was not there before."""
        return Running(self.threads - known.threads, self.children - known.children)

    def __or__(self, other: "Running") -> "Running":
        return Running(self.threads | other.threads, self.children | other.children)

    def __bool__(self) -> bool:
        return bool(self.threads or self.children)

    def __str__(self) -> str:
        names = [f"thread {thread.name}" for thread in self.threads]
        return ", ".join(names + [f"process {child} ({_command(child)})" for child in self.children])


def running() -> Running:
    """What runs now."""
    threads = {thread for thread in threading.enumerate() if not thread.name.startswith(KEPT_THREADS)}
    children = {child for child in _children() if KEPT_CHILD not in _command(child)}
    return Running(frozenset(threads), frozenset(children))


def left_after(known: Running) -> Running:
    """What runs beyond `known` and does not end within the time of grace."""
    deadline = time.monotonic() + GRACE_S
    while (left := running().without(known)) and time.monotonic() < deadline:
        time.sleep(LOOK_S)
    return left


def _children() -> Set[int]:
    # Each thread of ours has its own list; one that ended has handed its children on.
    found: set[int] = set()
    for task in Path(f"/proc/{os.getpid()}/task").iterdir():
        try:
            found |= {int(child) for child in (task / "children").read_text().split()}
        except FileNotFoundError:
            continue
    return found


def _command(process_id: int) -> str:
    try:
        words = Path(f"/proc/{process_id}/cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:
        return "ended"
    return " ".join(word.decode(errors="replace") for word in words[:4])
