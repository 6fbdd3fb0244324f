"""The file of the staff members in the reader's state directory, read anew each time: a change counts at once."""

import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from firmware.reader.staff.errors import StaffFileUnusable
from firmware.reader.staff.files import locked, read_bounded, write_whole
from firmware.reader.staff.hashing import USUAL_COST, Cost
from firmware.reader.staff.roster import MARK_BYTES, Roster

FILE = "staff.json"

MOST_BYTES = 131_072
"""200 members of less than 300 bytes and 256 counts are 60 kB."""


class StaffStore:
    """`staff.json` in a state directory that is there. `cost` is that of a file that is not there yet."""

    def __init__(self, directory: Path, cost: Cost = USUAL_COST) -> None:
        """Nothing is opened."""
        self._directory = directory
        self._path = directory / FILE
        self._cost = cost

    def read(self) -> Roster:
        """Everybody; nobody where there is no file. Raises StaffFileUnusable, OSError."""
        data = read_bounded(self._path, MOST_BYTES)
        if data is None:
            return Roster(cost=self._cost, mark=os.urandom(MARK_BYTES))
        try:
            return msgspec.json.decode(data, type=Roster)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            problem = f"is damaged ({error}); move it away and add the staff again"
            raise StaffFileUnusable(self._path, problem) from error

    def change(self, how: Callable[[Roster], Roster]) -> Roster:
        """Read, change and write as one step; on the disk when this returns.

        Raises what `how` raises, with nothing changed, and StaffFileUnusable, StaffFileBusy, OSError.
        """
        with locked(self._directory):
            changed = how(self.read())
            write_whole(self._path, msgspec.json.encode(changed))
        return changed
