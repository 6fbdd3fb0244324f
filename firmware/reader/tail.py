"""Follows a file of lines that an `AppendFile` writes, from another process: for panel and demo."""

import os
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from firmware.reader.append_file import LINE_END

MAX_READ = 1_048_576
"""Bytes of one look. A healthy reader begins a new file at a quarter of this, so it is never reached."""


class Tail:
    """Gives each whole line once, beginning with those that are there already. Used by one thread at a time.

    The file stays open: so what was added before it was renamed is found wherever it is now, and a new file is told
    from an old one even if the system gives it the old one's number.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._offset = 0

    def lines(self) -> list[bytes]:
        """New lines without their ends; none while the file is missing. Raises OSError for one that is unreadable."""
        found: list[bytes] = []
        while (file := self._opened()) is not None:
            found += self._read(file)
            if not self._was_replaced(file):
                break
            # The last lines may have been added after we looked and before it was renamed.
            while rest := self._read(file):
                found += rest
            self.close()
        return found

    def close(self) -> None:
        """Let the file go; a second call does nothing."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the file go."""
        self.close()

    def _opened(self) -> BinaryIO | None:
        if self._file is None:
            try:
                self._file = self._path.open("rb")
            except FileNotFoundError:
                return None
            self._offset = 0
        return self._file

    def _was_replaced(self, file: BinaryIO) -> bool:
        try:
            there = self._path.stat()
        except FileNotFoundError:
            return False
        return not os.path.samestat(there, os.fstat(file.fileno()))

    def _read(self, file: BinaryIO) -> list[bytes]:
        if os.fstat(file.fileno()).st_size < self._offset:
            self._offset = 0
        data = os.pread(file.fileno(), MAX_READ, self._offset)
        # A line without its end is still being written, or is taken back; it is read again when it is whole.
        whole = data[: data.rfind(LINE_END) + 1]
        self._offset += len(whole)
        return [line for line in whole.split(LINE_END) if line]
