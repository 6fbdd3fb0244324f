"""A file of lines that only grows, and begins anew at a limit: opened once, one write for any number of lines."""

import os
from pathlib import Path

LINE_END = b"\n"


class AppendFile:
    """`path`, and `path`.1 with what was there before. Mode 0600. Used by one thread."""

    def __init__(self, path: Path, limit: int) -> None:
        """Nothing is opened yet. `limit` is in bytes."""
        self._path = path
        self._limit = limit
        self._file: int | None = None

    def append(self, lines: bytes) -> None:
        """Add whole lines, all or none. Raises OSError."""
        file = self._current()
        before = os.fstat(file).st_size
        if os.write(file, lines) != len(lines):
            # A disk that is full takes the beginning only; a torn line would spoil the next one too.
            os.ftruncate(file, before)
            raise OSError(f"{self._path.name} took only a part")

    def close(self) -> None:
        """Let the file go; a second call does nothing."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _current(self) -> int:
        if self._file is not None:
            found = os.fstat(self._file)
            if found.st_nlink == 0:
                # Somebody removed it to make room; what is written to it now nobody can read.
                self.close()
            elif found.st_size > self._limit:
                self.close()
                self._path.replace(self._path.with_name(f"{self._path.name}.1"))
        if self._file is None:
            self._file = self._opened()
        return self._file

    def _opened(self) -> int:
        file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        size = os.fstat(file).st_size
        if size and os.pread(file, 1, size - 1) != LINE_END:
            # The power went in the middle of a line: it is ended, so that it spoils no other.
            os.write(file, LINE_END)
        return file
