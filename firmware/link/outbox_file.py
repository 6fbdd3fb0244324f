"""Opening the outbox's file: made when missing, checked always, moved aside when damaged."""

import logging
import os
import sqlite3
from pathlib import Path

from firmware.link.errors import OutboxDamaged, OutboxError, OutboxUnusable
from firmware.link.outbox import Outbox

_log = logging.getLogger(__name__)

APPLICATION_ID = 0x554B544B
"""`UKTK` in the file's header: whose file this is."""

SCHEMA_VERSION = 1

PAGE_BYTES = 4096

CHECKPOINT_PAGES = 250
"""Copy the WAL back at about 1 MB: a bounded second file, and few copies on an SD card."""

KEPT_DAMAGED = 3
"""Damaged files kept for a technician; more would fill the disk that the outbox needs."""

_SCHEMA = """
CREATE TABLE record (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    class TEXT NOT NULL CHECK (class IN ('usage', 'job', 'telemetry')),
    created REAL NOT NULL,
    branch TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX record_class ON record (class, number);
"""


def open_outbox(path: Path, max_bytes: int) -> tuple[Outbox, Path | None]:
    """Open the outbox, or begin a new one; `max_bytes` bounds the file.

    The second value is where a damaged file was moved to, None normally. Raises OutboxUnusable.
    """
    try:
        return _open(path, max_bytes), None
    except OutboxDamaged as error:
        _log.error("%s; it is moved aside and a new outbox begun", error)
    aside = _move_aside(path)
    return _open(path, max_bytes), aside


def _open(path: Path, max_bytes: int) -> Outbox:
    try:
        path.touch(mode=0o600)
        _sync_directory(path.parent)
    except OSError as error:
        raise OutboxUnusable(path, f"cannot be made ({error.strerror}); check directory and rights") from error
    try:
        connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    except sqlite3.Error as error:
        raise _as_outbox_error(path, error) from error
    try:
        _prepare(connection, path, max_bytes)
        _copy_back(connection)
    except (sqlite3.Error, OutboxError) as error:
        connection.close()
        if isinstance(error, sqlite3.Error):
            raise _as_outbox_error(path, error) from error
        raise
    return Outbox(connection, path)


def _prepare(connection: sqlite3.Connection, path: Path, max_bytes: int) -> None:
    # Exclusive before WAL: SQLite then needs no shared memory file, and no second process gets in.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise OutboxUnusable(path, f"this file system gives journal mode {mode}, not WAL; choose another place")
    # NORMAL, the usual advice for WAL, loses acknowledged commits in a power cut.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    connection.execute(f"PRAGMA max_page_count = {max_bytes // PAGE_BYTES}")
    _check_owner(connection, path)
    problem = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if problem != "ok":
        raise OutboxDamaged(path, problem)


def _copy_back(connection: sqlite3.Connection) -> None:
    """What a write error left in the WAL unsynced is copied and synced, before anything is built upon it."""
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname != "SQLITE_FULL":
            raise
        # All records can be read and sent from the WAL; what needs room is refused one by one.
        _log.warning("the disk is full; the outbox goes on with what it has")


def _check_owner(connection: sqlite3.Connection, path: Path) -> None:
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    if tables == 0:
        connection.executescript(
            f"BEGIN; {_SCHEMA} PRAGMA application_id = {APPLICATION_ID};"
            f" PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
        )
    elif owner != APPLICATION_ID:
        raise OutboxUnusable(path, "this database is something else; choose another path")
    elif version != SCHEMA_VERSION:
        raise OutboxUnusable(path, f"made by another version of this program (schema {version})")


def _as_outbox_error(path: Path, error: sqlite3.Error) -> OutboxError:
    name = error.sqlite_errorname
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return OutboxDamaged(path, str(error))
    if name.startswith("SQLITE_BUSY"):
        return OutboxUnusable(path, "another process holds it; stop that one first")
    return OutboxUnusable(path, f"cannot be opened ({name}: {error}); check directory, rights and space")


def _move_aside(path: Path) -> Path:
    """The oldest kept copy makes room; the WAL goes first, since a database without it is at least old and whole."""
    places = [path.with_name(f"{path.name}.damaged-{number}") for number in range(1, KEPT_DAMAGED + 1)]
    free = [place for place in places if not place.exists()]
    place = free[0] if free else min(places, key=lambda one: one.stat().st_mtime)
    try:
        for ending in ("-wal", "-shm", ""):
            source = path.with_name(path.name + ending)
            if source.exists():
                source.replace(place.with_name(place.name + ending))
        _sync_directory(path.parent)
    except OSError as error:
        raise OutboxUnusable(path, f"damaged, and cannot be moved aside ({error.strerror})") from error
    return place


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
