"""What the face child may take of the machine. Set before anything else is loaded: it decodes a stranger's photo.

No signal at the parent's death is asked for: Linux sends it when the thread that started the child ends, not the
process. The child ends at the end of its socket, and what never looks there again runs into the limit of its time.
"""

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from firmware.hiding import hide_memory

MIB = 1024 * 1024

START_BYTES = 1024 * MIB
"""Of address space until the models are loaded. Measured: 460 MB at most, then 400, of which 95 MB are in use."""

ROOM_BYTES = 200 * MIB
"""Of address space beyond what the loaded models have. Measured: a photo of the greatest size that the check of its
headers lets through takes 16 MB, five frames of 1920x1080 with their copies 60."""

LIFE_SECONDS = 1200
"""Of processor time. Five attempts of 32 s and a comparison by staff, on four cores without a pause, take 900."""

PHOTO_SECONDS = 1.0
"""Of processor time for one photo, as the product promises; a good one takes 0.02."""

OVERTIME = signal.SIGPROF
"""What ends a child whose photo took longer."""

_STATM = Path("/proc/self/statm")


def confine() -> None:
    """Files for the own user only, no core dump, bounds on address space and processor time."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hide_memory()
    _bound(resource.RLIMIT_AS, START_BYTES)
    _bound(resource.RLIMIT_CPU, LIFE_SECONDS)


def close_in() -> int:
    """From now on no more than `ROOM_BYTES` beyond what is in use; the bytes of address space that are."""
    used = int(_STATM.read_text("ascii").split()[0]) * resource.getpagesize()
    _bound(resource.RLIMIT_AS, used + ROOM_BYTES)
    return used


@contextmanager
def short_time() -> Iterator[None]:
    """A block that may take `PHOTO_SECONDS` of processor time; what takes longer ends the process (`OVERTIME`).

    By a timer, because RLIMIT_CPU counts whole seconds. Nobody handles its signal, so it ends a decoder in the middle.
    """
    signal.setitimer(signal.ITIMER_PROF, PHOTO_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _bound(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    # Whoever started us may have been stricter.
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (least, least))
