"""The statements behind one transaction of the SQLite database.

Records are JSON blobs beside the columns they are found by; times are seconds since 1970.
"""

import hashlib
import sqlite3
from datetime import UTC, datetime
from typing import TypeVar, cast

import msgspec

from firmware.messages.schema import Attestation, Method
from tools.central.errors import StoreError
from tools.central.register import CertificateName, Device, Person
from tools.central.store import (
    Alarm,
    AlarmKind,
    ConsentRecord,
    FleetEntry,
    FleetKind,
    StoredAnswer,
    TerminalAuth,
    VisitState,
)

_encode = msgspec.json.encode
Record = TypeVar("Record", Device, Person, VisitState, tuple[str, ...])


class SqliteWork:
    """`tools.central.store.Transaction` on a connection whose transaction somebody else begins and ends."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def device(self, name: str) -> Device | None:
        """See the port."""
        row = self._one("SELECT record FROM device WHERE device = ?", name)
        return None if row is None else _record(row[0], Device)

    def devices(self) -> tuple[Device, ...]:
        """See the port."""
        rows = self._connection.execute("SELECT record FROM device ORDER BY device")
        return tuple(_record(record, Device) for (record,) in rows)

    def put_device(self, device: Device) -> None:
        """See the port."""
        self._run("INSERT OR REPLACE INTO device VALUES (?, ?)", device.device, _encode(device))

    def put_person(self, person: Person) -> None:
        """See the port."""
        record = _encode(person)
        digest = hashlib.sha256(record).digest()
        if self._one("SELECT 1 FROM person WHERE id = ? AND digest = ?", person.id, digest):
            return
        self._run("DELETE FROM certificate WHERE person = ?", person.id)
        statement = (
            "INSERT INTO person VALUES (?, ?, ?, NULL, ?) ON CONFLICT (id) DO UPDATE SET digest = excluded.digest,"
            " record = excluded.record, registered = excluded.registered OR registered_at IS NOT NULL"
        )
        self._run(statement, person.id, digest, person.registered, record)
        for name in person.certificates:
            self._run("INSERT OR REPLACE INTO certificate VALUES (?, ?, ?)", name.aki, name.serial, person.id)

    def person(self, person_id: str) -> Person | None:
        """See the port."""
        return _person(self._one("SELECT registered, record FROM person WHERE id = ?", person_id))

    def holder(self, certificate: CertificateName) -> Person | None:
        """See the port."""
        statement = (
            "SELECT registered, record FROM person JOIN certificate ON certificate.person = person.id"
            " WHERE aki = ? AND serial = ?"
        )
        return _person(self._one(statement, certificate.aki, certificate.serial))

    def register(self, person_id: str, at: datetime) -> None:
        """See the port."""
        statement = "UPDATE person SET registered = 1, registered_at = ? WHERE id = ?"
        self._run(statement, at.timestamp(), person_id)

    def answer(self, device: str, request: str) -> StoredAnswer | None:
        """See the port."""
        row = self._one("SELECT digest, sealed FROM inbox WHERE device = ? AND request = ?", device, request)
        return None if row is None else StoredAnswer(cast(bytes, row[0]), cast(bytes, row[1]))

    def keep_answer(self, device: str, request: str, answer: StoredAnswer, at: datetime) -> None:
        """See the port."""
        statement = "INSERT INTO inbox VALUES (NULL, ?, ?, ?, ?, ?)"
        self._run(statement, device, request, answer.digest, answer.sealed, at.timestamp())

    def spend_challenge(self, number: str, expires: datetime) -> bool:
        """See the port."""
        return self._run("INSERT OR IGNORE INTO challenge VALUES (?, ?)", number, expires.timestamp()) == 1

    def challenge_spent(self, number: str) -> bool:
        """See the port."""
        return self._one("SELECT 1 FROM challenge WHERE number = ?", number) is not None

    def terminal_auth(self, device: str, visit: str) -> TerminalAuth | None:
        """See the port."""
        row = self._one("SELECT method, at, used FROM terminal WHERE device = ? AND visit = ?", device, visit)
        return None if row is None else TerminalAuth(Method(row[0]), _moment(row[1]), bool(row[2]))

    def terminal_auths_since(self, device: str, moment: datetime) -> int:
        """See the port."""
        row = self._one("SELECT count(*) FROM terminal WHERE device = ? AND at > ?", device, moment.timestamp())
        return 0 if row is None else cast(int, row[0])

    def keep_terminal_auth(self, device: str, visit: str, given: TerminalAuth, attestation: Attestation) -> None:
        """See the port."""
        at, record = given.at.timestamp(), _encode(attestation)
        statement = "INSERT INTO terminal VALUES (?, ?, ?, ?, ?, ?)"
        self._run(statement, device, visit, given.method.value, at, given.used, record)

    def use_terminal_auth(self, device: str, visit: str) -> None:
        """See the port."""
        self._run("UPDATE terminal SET used = 1 WHERE device = ? AND visit = ?", device, visit)

    def raise_alarm(self, device: str, kind: AlarmKind, at: datetime) -> None:
        """See the port."""
        statement = (
            "INSERT INTO alarm VALUES (?, ?, 1, ?, ?) ON CONFLICT (device, kind)"
            " DO UPDATE SET count = count + 1, last = excluded.last"
        )
        self._run(statement, device, kind.value, at.timestamp(), at.timestamp())

    def alarms(self) -> tuple[Alarm, ...]:
        """See the port."""
        rows = self._connection.execute("SELECT device, kind, count, first, last FROM alarm ORDER BY device, kind")
        return tuple(
            Alarm(device, AlarmKind(kind), count, _moment(first), _moment(last))
            for device, kind, count, first, last in rows
        )

    def boots(self, device: str) -> tuple[str, ...]:
        """See the port."""
        row = self._one("SELECT boots FROM boot WHERE device = ?", device)
        return () if row is None else _record(row[0], tuple[str, ...])

    def keep_boots(self, device: str, boots: tuple[str, ...]) -> None:
        """See the port."""
        self._run("INSERT OR REPLACE INTO boot VALUES (?, ?)", device, _encode(boots))

    def visit(self, device: str, visit: str, now: datetime) -> VisitState | None:
        """See the port."""
        statement = "SELECT state FROM visit WHERE device = ? AND visit = ? AND expires >= ?"
        row = self._one(statement, device, visit, now.timestamp())
        return None if row is None else _record(row[0], VisitState)

    def keep_visit(self, device: str, visit: str, state: VisitState) -> None:
        """See the port."""
        statement = "INSERT OR REPLACE INTO visit VALUES (?, ?, ?, ?)"
        self._run(statement, device, visit, state.expires.timestamp(), _encode(state))

    def end_visit(self, device: str, visit: str) -> None:
        """See the port."""
        self._run("DELETE FROM visit WHERE device = ? AND visit = ?", device, visit)

    def keep_consent(self, record: ConsentRecord) -> None:
        """See the port."""
        self._run(
            "INSERT INTO consent VALUES (?, ?, ?, ?, ?, ?, ?)",
            record.device,
            record.visit,
            record.request,
            record.person,
            record.method.value,
            _encode(record.answers),
            record.at.timestamp(),
        )

    def keep_usage(self, device: str, record_id: str, digest: bytes, record: msgspec.Raw, at: datetime) -> bool:
        """See the port."""
        statement = "INSERT OR IGNORE INTO usage VALUES (?, ?, ?, ?, ?)"
        if self._run(statement, device, record_id, digest, bytes(record), at.timestamp()) == 1:
            return True
        row = self._one("SELECT digest FROM usage WHERE device = ? AND id = ?", device, record_id)
        return row is not None and row[0] == digest

    def fleet_entry(self, device: str, kind: FleetKind) -> FleetEntry | None:
        """See the port."""
        row = self._one("SELECT device, kind, body, at FROM fleet WHERE device = ? AND kind = ?", device, kind)
        return None if row is None else _fleet_entry(row)

    def keep_fleet(self, entry: FleetEntry) -> None:
        """See the port."""
        statement = "INSERT OR REPLACE INTO fleet VALUES (?, ?, ?, ?)"
        self._run(statement, entry.device, entry.kind, bytes(entry.body), entry.at.timestamp())

    def fleet(self) -> tuple[FleetEntry, ...]:
        """See the port."""
        rows = self._connection.execute("SELECT device, kind, body, at FROM fleet ORDER BY device, kind")
        return tuple(_fleet_entry(row) for row in rows)

    def tidy(self, now: datetime, answers_before: datetime) -> None:
        """See the port."""
        self._run("DELETE FROM visit WHERE expires < ?", now.timestamp())
        self._run("DELETE FROM challenge WHERE expires < ?", now.timestamp())
        # Rows are numbered in the order in which they came: the search ends at the first one that stays.
        first_kept = "SELECT number FROM inbox WHERE at >= ? ORDER BY number LIMIT 1"
        statement = f"DELETE FROM inbox WHERE number < coalesce(({first_kept}), 1 << 62)"  # noqa: S608  our own words
        self._run(statement, answers_before.timestamp())

    def purge(self, usage_before: datetime, consent_before: datetime) -> None:
        """See the port."""
        self._run("DELETE FROM usage WHERE at < ?", usage_before.timestamp())
        self._run("DELETE FROM terminal WHERE at < ?", usage_before.timestamp())
        self._run("DELETE FROM consent WHERE at < ?", consent_before.timestamp())

    def _run(self, statement: str, *values: object) -> int:
        return self._connection.execute(statement, values).rowcount

    def _one(self, statement: str, *values: object) -> tuple[object, ...] | None:
        row: tuple[object, ...] | None = self._connection.execute(statement, values).fetchone()
        return row


def _person(row: tuple[object, ...] | None) -> Person | None:
    if row is None:
        return None
    registered, record = row
    return msgspec.structs.replace(_record(record, Person), registered=bool(registered))


def _record(blob: object, kind: type[Record]) -> Record:
    """A record out of its blob; what cannot be read is the store's failure, and its text stays out of the error."""
    try:
        return msgspec.json.decode(cast(bytes, blob), type=kind)
    except msgspec.DecodeError as error:
        raise StoreError("record_unreadable") from error


def _fleet_entry(row: tuple[object, ...]) -> FleetEntry:
    device, kind, body, at = row
    return FleetEntry(cast(str, device), cast(FleetKind, kind), msgspec.Raw(cast(bytes, body)), _moment(at))


def _moment(at: object) -> datetime:
    return datetime.fromtimestamp(cast(float, at), UTC)
