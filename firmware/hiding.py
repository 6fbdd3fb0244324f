"""Keeps a process's memory from everybody but the kernel and root."""

import ctypes

PR_SET_DUMPABLE = 4  # prctl(2)


def hide_memory() -> bool:
    """No core file of this process, and no look into its memory by others of the same user; False where that fails.

    A core limit of 0 is not enough: the kernel ignores it where cores go to a program (core(5)).
    """
    return bool(ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
