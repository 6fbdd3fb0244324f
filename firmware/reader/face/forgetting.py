"""What this process lets go of is written over, or given back to the kernel, instead of lying about in its memory.

Python cannot wipe what it passes around: the card's answers on the way to the photo, a picture on the way to the
screen, digits. So the C library does, which writes over every block when it is freed.
"""

import ctypes
import os
import sys
from collections.abc import Mapping

LARGE_BYTES = 64 * 1024
"""Blocks of this size are asked of the kernel one by one and are gone when they are freed, unless there is room in what
a thread has: that begins with 132 kB, so what is sure is a picture that is larger, as all previews are. The C library's
own bound starts at twice this and grows to 32 MB with what is freed."""

_M_MMAP_THRESHOLD = -3  # malloc.h of the GNU C library

FORGETFUL: Mapping[str, str] = {
    # Python's own allocator keeps small blocks as they are; the C library's writes over them (mallopt(3), M_PERTURB),
    # but for those of its cache for each thread, which is done without.
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
}
"""Has to stand in the environment before the process starts. Another C library knows nothing of the second."""

_BEGUN = "UKETSUKE_BEGUN_FORGETFUL"
"""Stands there after the second beginning: whatever became of the rest, there is no third one."""


def begin_forgetful() -> None:
    """Begin anew with `FORGETFUL` where it does not stand yet: the same process, program and arguments.

    To be called before anything was opened that matters. A service manager that sets it saves the second beginning.
    """
    if _BEGUN in os.environ or all(os.environ.get(name) == value for name, value in FORGETFUL.items()):
        return
    environment = {**os.environ, **FORGETFUL, _BEGUN: "1"}
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)  # noqa: S606  what runs already


def give_large_blocks_back() -> bool:
    """To be called once, at the start of the process; False where the C library knows no such choice."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and mallopt(_M_MMAP_THRESHOLD, LARGE_BYTES) == 1
