"""Pictures that are given back to the kernel when they are let go, instead of lying about in this process's memory."""

import ctypes

LARGE_BYTES = 64 * 1024
"""Blocks of this size are asked of the kernel one by one and are gone when they are freed, unless there is room in what
a thread has: that begins with 132 kB, so what is sure is a picture that is larger, as all previews are. The C library's
own bound starts at twice this and grows to 32 MB with what is freed."""

_M_MMAP_THRESHOLD = -3  # malloc.h of the GNU C library


def give_large_blocks_back() -> bool:
    """To be called once, at the start of the process; False where the C library knows no such choice."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and mallopt(_M_MMAP_THRESHOLD, LARGE_BYTES) == 1
