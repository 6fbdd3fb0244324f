"""The outbox: sealed records on the disk until the centre is known to have them.

`put` returns after the transaction is committed and synced, so what it acknowledged survives a power cut. One
process and one connection only: SQLite below 3.51.3 can corrupt a WAL that two connections write and checkpoint
at once, and Debian 12 has 3.40.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from firmware.link.errors import OutboxBroken, OutboxDamaged, OutboxFull
from firmware.link.ipc import RecordClass, Store

CLASSES: tuple[RecordClass, ...] = ("telemetry", "job", "usage")
"""From the least to the most important."""

MAKES_ROOM: dict[RecordClass, tuple[RecordClass, ...]] = {
    "telemetry": ("telemetry",),
    "job": ("telemetry", "job"),
    "usage": ("telemetry", "job"),
}
"""Which classes may lose their oldest records for a new one, in this order. A usage record is never lost."""

_NEAR_LIMIT_PAGES = 16
"""A file this near to its page limit is full by the limit; one that fails earlier is on a full disk."""


class Header(NamedTuple):
    """What is known of a record without its body."""

    id: str
    record_class: RecordClass


class Outbox:
    """An open outbox. Made by `outbox_file.open_outbox`; used by the thread that opened it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def put(self, record: Store) -> tuple[str, ...]:
        """Keep a record; return the ids of those that had to make room for it. The same id again changes nothing.

        Raises OutboxFull (nothing changed), OutboxBroken, OutboxDamaged.
        """
        leaving = 0
        while True:
            try:
                return self._try_put(record, leaving)
            except OutboxFull as error:
                counts = self.counts()
                candidates = sum(counts[name] for name in MAKES_ROOM[record.record_class])
                if error.disk or leaving >= candidates:
                    raise
                # Doubling: a large record may need the room of many small ones, but never a long search.
                leaving = min(candidates, max(1, 2 * leaving))

    def pending(self, limit: int) -> tuple[Header, ...]:
        """The first `limit` records in the order in which they came."""
        with self._errors():
            rows = self._connection.execute("SELECT id, class FROM record ORDER BY number LIMIT ?", (limit,))
            return tuple(Header(*row) for row in rows)

    def read(self, record_id: str) -> Store | None:
        """The whole record, or None when it is not there (any more)."""
        with self._errors():
            row = self._connection.execute(
                "SELECT id, class, created, branch, body FROM record WHERE id = ?", (record_id,)
            ).fetchone()
        return Store(*row) if row is not None else None

    def forget(self, record_id: str) -> bool:
        """Remove a record for good; False when it was not there.

        Raises OutboxFull on a full disk (even removing needs room there), OutboxBroken, OutboxDamaged.
        """
        with self._errors():
            return self._connection.execute("DELETE FROM record WHERE id = ?", (record_id,)).rowcount == 1

    def counts(self) -> dict[RecordClass, int]:
        """Number of records of each class, zeros included."""
        with self._errors():
            found = dict(self._connection.execute("SELECT class, COUNT(*) FROM record GROUP BY class").fetchall())
        return {name: found.get(name, 0) for name in CLASSES}

    def close(self) -> None:
        """Let the file go; a second call does nothing."""
        self._connection.close()

    def _try_put(self, record: Store, leaving: int) -> tuple[str, ...]:
        with self._errors(), self._transaction():
            if self._connection.execute("SELECT 1 FROM record WHERE id = ?", (record.id,)).fetchone():
                return ()
            leavers = self._oldest_of_least(record.record_class, leaving)
            self._connection.executemany("DELETE FROM record WHERE id = ?", [(one,) for one in leavers])
            self._connection.execute(
                "INSERT INTO record (id, class, created, branch, body) VALUES (?, ?, ?, ?, ?)",
                (record.id, record.record_class, record.created, record.branch, record.body),
            )
        return leavers

    def _oldest_of_least(self, for_class: RecordClass, count: int) -> tuple[str, ...]:
        """By order of arrival, not by `created`: the clock of a device may be wrong."""
        found: list[str] = []
        for name in MAKES_ROOM[for_class]:
            rows = self._connection.execute(
                "SELECT id FROM record WHERE class = ? ORDER BY number LIMIT ?", (name, count - len(found))
            )
            found.extend(row[0] for row in rows)
        return tuple(found)

    def _disk_is_full(self) -> bool:
        (used,) = self._connection.execute("PRAGMA page_count").fetchone()
        (limit,) = self._connection.execute("PRAGMA max_page_count").fetchone()
        return bool(used + _NEAR_LIMIT_PAGES < limit)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        finally:
            # SQLite rolls back by itself after some errors and not after others.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            name = error.sqlite_errorname
            if name == "SQLITE_FULL":
                raise OutboxFull(self._path, self._disk_is_full()) from error
            if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
                raise OutboxDamaged(self._path, str(error)) from error
            raise OutboxBroken(self._path, f"{name}: {error}") from error
