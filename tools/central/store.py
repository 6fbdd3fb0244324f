"""Port: the centre's database. Everything that belongs together happens in one transaction, or not at all.

A transaction is committed when its block ends without an error; an answer leaves only after that.
"""

import enum
from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Literal, Protocol

import msgspec

from firmware.messages.schema import Attestation, ConsentAnswer, ConsentItem, Method, Notice
from tools.central.register import CertificateName, Device, Person

FleetKind = Literal["state", "info", "tel"]


class AlarmKind(enum.Enum):
    """What somebody should look at.

    Too many requests, too many terminal authentications, one while the site is closed, an attestation that no honest
    reader makes, and two devices that share one identity.
    """

    RATE = "rate"
    TERMINAL_RATE = "terminal_rate"
    HOURS = "hours"
    ATTESTATION = "attestation"
    TAKE_OVER = "take_over"


class Alarm(msgspec.Struct, frozen=True):
    """How often one kind of alarm was raised about one device, and when first and last. No personal data."""

    device: str
    kind: AlarmKind
    count: int
    first: datetime
    last: datetime


class TerminalAuth(msgspec.Struct, frozen=True):
    """A terminal authentication that was given in a visit; `used` once a card has identified somebody by it."""

    method: Method
    at: datetime
    used: bool = False


class StoredAnswer(msgspec.Struct, frozen=True):
    """What a request was answered: `digest` (SHA-256) of the request, and the sealed bytes that left."""

    digest: bytes
    sealed: bytes


class VisitState(msgspec.Struct, frozen=True):
    """What the centre knows of a visit between identify and inquire. Ends with `expires`."""

    person: str
    certificate: CertificateName
    method: Method
    in_grace: bool
    items: tuple[ConsentItem, ...]
    notices: tuple[Notice, ...]
    expires: datetime


class ConsentRecord(msgspec.Struct, frozen=True):
    """Who consented to what, when, and how the person was known; written together with the answer."""

    device: str
    visit: str
    request: str
    person: str
    method: Method
    answers: tuple[ConsentAnswer, ...]
    at: datetime


class FleetEntry(msgspec.Struct, frozen=True):
    """The last state, info or tel of a device, as it came, and when."""

    device: str
    kind: FleetKind
    body: msgspec.Raw
    at: datetime


class Transaction(Protocol):
    """One unit of work. Every method raises StoreError."""

    def device(self, name: str) -> Device | None:
        """A device of the register."""

    def devices(self) -> tuple[Device, ...]:
        """All devices of the register, by name."""

    def put_device(self, device: Device) -> None:
        """Take a device into the register or replace it."""

    def put_person(self, person: Person) -> None:
        """Take a person into the register; does nothing where the same record was taken before.

        A changed record replaces the old one; what the person registered at a reader stays registered.
        """

    def person(self, person_id: str) -> Person | None:
        """A person as of now: `registered` is what became of it since."""

    def holder(self, certificate: CertificateName) -> Person | None:
        """The person to whom a certificate is tied."""

    def register(self, person_id: str, at: datetime) -> None:
        """Note that the person uses the card as insurance card from now on (利用登録)."""

    def answer(self, device: str, request: str) -> StoredAnswer | None:
        """What this request was answered, if it was."""

    def keep_answer(self, device: str, request: str, answer: StoredAnswer, at: datetime) -> None:
        """Keep an answer, for the same request coming again."""

    def spend_challenge(self, number: str, expires: datetime) -> bool:
        """Use a challenge up; false when it was used before."""

    def challenge_spent(self, number: str) -> bool:
        """Whether a challenge was used up."""

    def terminal_auth(self, device: str, visit: str) -> TerminalAuth | None:
        """The terminal authentication of a visit, however long ago."""

    def terminal_auths_since(self, device: str, moment: datetime) -> int:
        """How many a device was given after a moment."""

    def keep_terminal_auth(self, device: str, visit: str, given: TerminalAuth, attestation: Attestation) -> None:
        """Note a terminal authentication with what was attested; a second one of the same visit is refused."""

    def use_terminal_auth(self, device: str, visit: str) -> None:
        """Note that a card has identified somebody by it."""

    def raise_alarm(self, device: str, kind: AlarmKind, at: datetime) -> None:
        """Count an alarm."""

    def alarms(self) -> tuple[Alarm, ...]:
        """All alarms, by device and kind."""

    def boots(self, device: str) -> tuple[str, ...]:
        """The starts of a device's link that were seen, the one that is there now last."""

    def keep_boots(self, device: str, boots: tuple[str, ...]) -> None:
        """Replace the starts of a device's link."""

    def visit(self, device: str, visit: str, now: datetime) -> VisitState | None:
        """The state of a visit that has not ended."""

    def keep_visit(self, device: str, visit: str, state: VisitState) -> None:
        """Keep or replace the state of a visit."""

    def end_visit(self, device: str, visit: str) -> None:
        """Forget a visit; does nothing when there is none."""

    def keep_consent(self, record: ConsentRecord) -> None:
        """Record a consent; a second one of the same visit is refused."""

    def keep_usage(self, device: str, record_id: str, digest: bytes, record: msgspec.Raw, at: datetime) -> bool:
        """Keep a usage record exactly once by its id; false when the id is taken by another record."""

    def fleet_entry(self, device: str, kind: FleetKind) -> FleetEntry | None:
        """The last message of one kind from one device."""

    def keep_fleet(self, entry: FleetEntry) -> None:
        """Keep the last message of one kind from one device."""

    def fleet(self) -> tuple[FleetEntry, ...]:
        """The last messages of all devices, by device and kind."""

    def tidy(self, now: datetime, answers_before: datetime) -> None:
        """Forget ended visits, ended challenges and the answers of requests older than `answers_before`."""

    def purge(self, usage_before: datetime, consent_before: datetime) -> None:
        """Forget usage records and terminal authentications, and consents, that are older."""


class Repository(Protocol):
    """The database of one centre; used from one thread."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """A unit of work: committed at the end of the block, rolled back when it is left by an error."""

    def close(self) -> None:
        """Let the database go; a second call does nothing."""


def fill_register(repository: Repository, devices: Iterable[Device], persons: Iterable[Person]) -> None:
    """Take devices and persons into the register in one transaction. Raises StoreError."""
    with repository.transaction() as work:
        for device in devices:
            work.put_device(device)
        for person in persons:
            work.put_person(person)
