"""Files that an administrator's command and the running reader change in turn: one lock, whole or not at all."""

import contextlib
import fcntl
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from firmware.reader.staff.errors import StaffFileBusy, StaffFileUnusable

LOCK = "staff.lock"

LOCK_WAIT_S, LOCK_LOOK_S = 5.0, 0.02
"""A change takes milliseconds, on a worn SD card perhaps a second. Nobody hashes or asks while holding the lock."""

OTHERS = stat.S_IRWXG | stat.S_IRWXO


@contextlib.contextmanager
def locked(directory: Path, longest_s: float = LOCK_WAIT_S) -> Iterator[None]:
    """The only one who changes files of staff in `directory`. Raises StaffFileBusy, StaffFileUnusable, OSError."""
    with opened(directory / LOCK, os.O_RDWR | os.O_CREAT) as handle:
        deadline = time.monotonic() + longest_s
        while not _taken(handle):
            if time.monotonic() >= deadline:
                raise StaffFileBusy(directory / LOCK)
            time.sleep(LOCK_LOOK_S)
        yield


@contextlib.contextmanager
def opened(path: Path, flags: int) -> Iterator[int]:
    """A file for the own user alone, closed at the end of the block. Raises StaffFileUnusable, OSError.

    Where root runs the command, the file belongs to the owner of the directory, or the reader could not read it. A
    symbolic link is refused: whoever can write the directory must not have root write elsewhere. A pipe is not
    waited for.
    """
    handle = os.open(path, flags | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
            raise StaffFileUnusable(path, "is no file of its own; remove it")
        if found.st_mode & OTHERS:
            raise StaffFileUnusable(path, "is open to other users; run: chmod 600 on it")
        if os.geteuid() == 0:
            owner = path.parent.stat()
            os.fchown(handle, owner.st_uid, owner.st_gid)
        yield handle
    finally:
        os.close(handle)


def read_bounded(path: Path, most: int) -> bytes | None:
    """All bytes, None where there is no such file. Raises StaffFileUnusable for more than `most`, OSError."""
    try:
        with opened(path, os.O_RDONLY) as handle, os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(most + 1)
    except FileNotFoundError:
        return None
    if len(data) > most:
        raise StaffFileUnusable(path, f"has more than {most} bytes, which is not ours; move it away")
    return data


def write_whole(path: Path, data: bytes) -> None:
    """On the disk when this returns; until then the old file stays. Raises StaffFileUnusable, OSError."""
    fresh = path.with_name(f"{path.name}.new")
    # What a power cut left of an earlier attempt.
    fresh.unlink(missing_ok=True)
    with opened(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL) as handle:
        write_all(handle, data)
        os.fsync(handle)
    fresh.replace(path)
    sync_directory(path.parent)


def write_all(handle: int, data: bytes) -> None:
    """Every byte. Raises OSError."""
    while data:
        data = data[os.write(handle, data) :]


def sync_directory(directory: Path) -> None:
    """Names that were made or replaced are on the disk. Raises OSError."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
