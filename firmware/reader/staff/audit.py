"""Who was asked to confirm by eye and what came of it: `staff-audit.jsonl`, a file that only grows, with a past."""

import os
from pathlib import Path

from firmware.reader.staff.chain import Checked, Entry, Head, Line, Verdict, check, read_line
from firmware.reader.staff.files import locked, opened, read_bounded, sync_directory, write_all
from hal.clock import Clock

FILE = "staff-audit.jsonl"

LIMIT_BYTES = 262_144
"""Some 800 entries; then the file is renamed and a new one begun."""

PAST_FILES = 4
"""Older files that are kept: with the newest about 4,000 entries, more than a year of ten a day. Wrong tries are
entries too, but come no faster than somebody types."""

LONGEST_LINE = 1024
"""Bytes; an entry takes 300 to 400."""


class Audit:
    """Adds to the audit in a state directory. The reader and an administrator's command may both; neither for long."""

    def __init__(self, directory: Path, clock: Clock, limit: int = LIMIT_BYTES) -> None:
        """Nothing is opened. `limit` is in bytes."""
        self._directory = directory
        self.path = directory / FILE
        self._clock = clock
        self._limit = limit
        self._most = limit + LONGEST_LINE

    def add(self, verdict: Verdict, staff_id: str | None, visit_id: str | None) -> None:
        """On the disk when this returns. `staff_id` is None for one that has no account, `visit_id` without a visit.

        Raises StaffFileUnusable, StaffFileBusy, OSError with nothing added; ValueError for what are no ids.
        """
        with locked(self._directory):
            head = self._head()
            entry = Entry(
                head.number + 1, head.hash, self._clock.now(), self._clock.sure(), verdict, staff_id, visit_id
            )
            line = Line(entry, entry.hash()).encoded()
            if read_line(line) is None:
                raise ValueError("no ids of a member or a visit")
            self._append(line)

    def check(self) -> Checked:
        """Follow the chain through all files that are kept. Raises StaffFileUnusable, StaffFileBusy, OSError."""
        with locked(self._directory):
            found = [read_bounded(path, self._most) for path in (*reversed(self._past()), self.path)]
        return check([data for data in found if data is not None], from_the_beginning=found[0] is None)

    def _head(self) -> Head:
        """Where the chain stands, and room for the next line: a full file is renamed, a torn line cut off."""
        data = read_bounded(self.path, self._most)
        if data:
            data = self._without_torn(data)
        if not data:
            # The power may go between the renaming of a full file and the next line.
            return _end(read_bounded(self._past()[0], self._most) or b"")
        if len(data) > self._limit:
            self._shift()
        return _end(data)

    def _without_torn(self, data: bytes) -> bytes:
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            # Its end never came, so nobody was told that it was there.
            with opened(self.path, os.O_WRONLY) as handle:
                os.ftruncate(handle, len(whole))
                os.fsync(handle)
        return whole

    def _shift(self) -> None:
        past = self._past()
        for newer, older in zip((self.path, *past)[-2::-1], past[::-1], strict=True):
            if newer.exists():
                newer.replace(older)
        sync_directory(self._directory)

    def _append(self, line: bytes) -> None:
        new = not self.path.exists()
        with opened(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT) as handle:
            before = os.fstat(handle).st_size
            try:
                write_all(handle, line)
                os.fsync(handle)
            except OSError:
                # A full disk takes a part: a torn line must not stand before the next one.
                os.ftruncate(handle, before)
                raise
        if new:
            sync_directory(self._directory)

    def _past(self) -> tuple[Path, ...]:
        """Names of the older files, newest first."""
        return tuple(self.path.with_name(f"{FILE}.{number}") for number in range(1, PAST_FILES + 1))


def _end(data: bytes) -> Head:
    """Where these lines leave the chain."""
    line = read_line(data[data.rfind(b"\n", 0, -1) + 1 :])
    # Behind a damaged line the chain begins anew, so that a worn SD card does not end all staff checks; `Audit.check`
    # finds the place.
    return Head() if line is None else Head(line.entry.number, line.hash)
