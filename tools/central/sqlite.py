"""The database in SQLite: one file, one connection, WAL with synchronous=FULL.

FULL, because with NORMAL a power cut loses commits whose answers have left. No second process writes to the file, so
the WAL race of SQLite before 3.51.3 (two connections writing and checkpointing) cannot happen.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.central.errors import StoreError
from tools.central.sqlite_work import SqliteWork
from tools.central.store import Transaction

_SCHEMA_VERSION = 2
_SCHEMA = """
CREATE TABLE device (device TEXT PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE person (
    id TEXT PRIMARY KEY, digest BLOB NOT NULL, registered INTEGER NOT NULL, registered_at REAL, record BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE certificate (
    aki TEXT, serial TEXT, person TEXT NOT NULL, PRIMARY KEY (aki, serial)
) WITHOUT ROWID;
CREATE TABLE challenge (number TEXT PRIMARY KEY, expires REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE visit (
    device TEXT, visit TEXT, expires REAL NOT NULL, state BLOB NOT NULL, PRIMARY KEY (device, visit)
) WITHOUT ROWID;
CREATE TABLE inbox (
    number INTEGER PRIMARY KEY, device TEXT NOT NULL, request TEXT NOT NULL, digest BLOB NOT NULL,
    sealed BLOB NOT NULL, at REAL NOT NULL, UNIQUE (device, request)
);
CREATE TABLE consent (
    device TEXT, visit TEXT, request TEXT NOT NULL, person TEXT NOT NULL, method TEXT NOT NULL,
    answers BLOB NOT NULL, at REAL NOT NULL, PRIMARY KEY (device, visit)
) WITHOUT ROWID;
CREATE TABLE usage (
    device TEXT, id TEXT, digest BLOB NOT NULL, record BLOB NOT NULL, at REAL NOT NULL, PRIMARY KEY (device, id)
) WITHOUT ROWID;
CREATE TABLE fleet (
    device TEXT, kind TEXT, body BLOB NOT NULL, at REAL NOT NULL, PRIMARY KEY (device, kind)
) WITHOUT ROWID;
"""
# What version 2 has more than version 1. The times are indexed because old rows are looked for by them every day.
_SINCE_2 = """
CREATE TABLE terminal (
    device TEXT, visit TEXT, method TEXT NOT NULL, at REAL NOT NULL, used INTEGER NOT NULL, record BLOB NOT NULL,
    PRIMARY KEY (device, visit)
) WITHOUT ROWID;
CREATE INDEX terminal_at ON terminal (device, at);
CREATE INDEX usage_at ON usage (at);
CREATE INDEX consent_at ON consent (at);
CREATE TABLE alarm (
    device TEXT, kind TEXT, count INTEGER NOT NULL, first REAL NOT NULL, last REAL NOT NULL, PRIMARY KEY (device, kind)
) WITHOUT ROWID;
CREATE TABLE boot (device TEXT PRIMARY KEY, boots BLOB NOT NULL) WITHOUT ROWID;
"""
_MISSING = {0: _SCHEMA + _SINCE_2, 1: _SINCE_2}


class SqliteRepository:
    """`tools.central.store.Repository` on one SQLite file, made when it is missing."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the file; `read_only` looks at it beside the centre that owns it. Raises StoreError."""
        self._connection = _read_only(path) if read_only else _read_write(path)
        self._work = SqliteWork(self._connection)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """See the port. Raises StoreError when the commit fails, and everything of the block is undone."""
        with _store_errors():
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            with _store_errors():
                yield self._work
                self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """One consistent look at the data, for a read-only connection."""
        with _store_errors():
            self._connection.execute("BEGIN")
            yield self._work
            self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """See the port."""
        self._connection.close()


@contextmanager
def _store_errors() -> Iterator[None]:
    """Turn SQLite's errors into the store's, with SQLite's own error name and none of its values."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(getattr(error, "sqlite_errorname", type(error).__name__)) from error


def _read_write(path: Path) -> sqlite3.Connection:
    try:
        # SQLite would make it readable for everybody; WAL and index get the rights of this file.
        path.touch(mode=0o600)
    except OSError as error:
        raise StoreError(f"{path} cannot be made ({error.strerror})") from error
    with _store_errors():
        connection = sqlite3.connect(path, isolation_level=None, timeout=5.0)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version in _MISSING:
            script = f"BEGIN IMMEDIATE; {_MISSING[version]} PRAGMA user_version={_SCHEMA_VERSION}; COMMIT;"
            connection.executescript(script)
    if version not in (*_MISSING, _SCHEMA_VERSION):
        connection.close()
        raise StoreError(f"the register is of version {version}, this centre needs {_SCHEMA_VERSION}")
    return connection


def _read_only(path: Path) -> sqlite3.Connection:
    # Not mode=ro: while no centre runs, SQLite needs to make the files beside a database in WAL mode to read it at all.
    with _store_errors():
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=5.0)
        connection.execute("PRAGMA query_only=ON")
    return connection
