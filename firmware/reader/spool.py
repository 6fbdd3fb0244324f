"""Usage records that link could not take yet, kept on the reader's own disk: sealed, so nothing personal.

Only for the time in which link is away or full; link's outbox is where records wait for the centre.
"""

import os
import re
from pathlib import Path

import msgspec

from firmware.link.ipc import Store

_SUFFIX = ".record"
_ID = re.compile(r"[0-9a-f-]{1,64}\Z")


class Spool:
    """One file a record in a directory of its own; used by the reader's disk thread, and once at the start."""

    def __init__(self, directory: Path) -> None:
        """Raises OSError when the directory cannot be made."""
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._directory = directory

    def load(self, most: int) -> tuple[Store, ...]:
        """The records kept, oldest first; a file that was cut off by a power loss is removed. Raises OSError."""
        found: list[Store] = []
        for path in sorted(self._directory.glob(f"*{_SUFFIX}"))[:most]:
            try:
                found.append(msgspec.msgpack.decode(path.read_bytes(), type=Store))
            except msgspec.DecodeError:
                path.unlink()
        return tuple(record for record in found if _ID.match(record.id))

    def keep(self, record: Store) -> None:
        """On the disk when this returns. Raises OSError."""
        path = self._path(record.id)
        fresh = path.with_suffix(".new")
        with fresh.open("wb") as file:
            file.write(msgspec.msgpack.encode(record))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        directory = os.open(self._directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def drop(self, record_id: str) -> None:
        """Remove a record; nothing when it was never kept. Raises OSError."""
        self._path(record_id).unlink(missing_ok=True)

    def _path(self, record_id: str) -> Path:
        return self._directory / f"{record_id}{_SUFFIX}"
