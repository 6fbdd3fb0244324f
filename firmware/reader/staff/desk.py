"""The staff check for the reader's loop: one worker thread hashes and writes, the loop gets events."""

from pathlib import Path

from firmware.reader.inbox import Happened, Post
from firmware.reader.staff.audit import Audit
from firmware.reader.staff.chain import Verdict
from firmware.reader.staff.errors import StaffError, StaffMissing
from firmware.reader.staff.hashing import HASH_BYTES, SALT_BYTES, same_hash, slow_hash
from firmware.reader.staff.pauses import Pauses
from firmware.reader.staff.roster import Member, Roster
from firmware.reader.staff.secret import Passcode
from firmware.reader.staff.store import StaffStore
from firmware.reader.worker import Worker
from firmware.visit.events import StaffChecked, StaffNoted
from firmware.visit.findings import StaffVerdict
from hal.clock import Clock

NO_SALT, NO_HASH = bytes(SALT_BYTES), bytes(HASH_BYTES)
"""Hashed and compared for an id that has no account, so that it takes as long as one that has."""


class StaffDesk:
    """Checks staff ids and passcodes and notes what staff decided, one after another.

    With an event comes what a technician should know of it, for the journal: the type of an error, the pause that runs.
    No try is heard that cannot be counted, and nothing counts that cannot be audited.

    Make one a process, as the pauses that still run from before begin with it. A second try at a time is the visit's
    to refuse: each asked here is counted and answered with its own number.
    """

    def __init__(self, store: StaffStore, audit: Audit, clock: Clock, post: Post, worker: Worker) -> None:
        self._store = store
        self._audit = audit
        self._pauses = Pauses(clock)
        self._post = post
        self._worker = worker

    def check(self, number: int, visit_id: str, staff_id: str, passcode: Passcode) -> None:
        """Start a check; StaffChecked is posted. `staff_id` are the digits as typed, any number of them."""
        self._worker.submit(lambda: self._post(self._checked(number, visit_id, staff_id, passcode)))

    def decided(self, number: int, visit_id: str, staff_id: str, same_person: bool) -> None:
        """Note what a member who was accepted said of the person there; StaffNoted is posted."""
        verdict = Verdict.SAME_PERSON if same_person else Verdict.OTHER_PERSON
        self._worker.submit(lambda: self._post(self._noted(number, visit_id, staff_id, verdict)))

    def any_member(self) -> bool:
        """Whether there is anybody who could confirm a person; not where that cannot be read."""
        try:
            members = self._store.read().members
        except (StaffError, OSError):
            return False
        return any(not member.disabled for member in members)

    def close(self, longest: float) -> None:
        """End the worker; wait for what it does at most so many seconds."""
        self._worker.close(longest)

    def _checked(self, number: int, visit_id: str, staff_id: str, passcode: Passcode) -> Happened:
        try:
            verdict, pause = self._check(visit_id, staff_id, passcode)
        except (StaffError, OSError) as error:
            return Happened(StaffChecked(number, StaffVerdict.UNAVAILABLE), type(error).__name__)
        return Happened(StaffChecked(number, verdict), f"a pause of {pause} s" if pause else "")

    def _noted(self, number: int, visit_id: str, staff_id: str, verdict: Verdict) -> Happened:
        try:
            self._audit.add(verdict, staff_id, visit_id)
        except (StaffError, OSError) as error:
            return Happened(StaffNoted(number, kept=False), type(error).__name__)
        return Happened(StaffNoted(number, kept=True))

    def _check(self, visit_id: str, staff_id: str, passcode: Passcode) -> tuple[StaffVerdict, int]:
        """What it came to, and in how many seconds the next try of this id is heard."""
        roster = self._store.read()
        left = self._pauses.left(roster.slot(staff_id), roster.failed(staff_id))
        if left:
            self._audit.add(Verdict.PAUSED, _known(roster, staff_id), visit_id)
            return StaffVerdict.PAUSED, left
        # Counted before it is looked at, or pulling the plug during the slow hash would give a try for nothing.
        roster = self._store.change(lambda now: now.tried(staff_id))
        member = _matching(roster, staff_id, passcode)
        slot, staff = roster.slot(staff_id), _known(roster, staff_id)
        if member is not None and self._accept(member):
            self._audit.add(Verdict.ACCEPTED, staff, visit_id)
            return StaffVerdict.ACCEPTED, 0
        self._pauses.begin(slot)
        self._audit.add(Verdict.WRONG, staff, visit_id)
        return StaffVerdict.WRONG, self._pauses.left(slot, roster.failed(staff_id))

    def _accept(self, member: Member) -> bool:
        try:
            self._store.change(lambda now: now.accepted(member))
        except StaffMissing:
            # An administrator closed the account while the hash was computed.
            return False
        return True


def staff_desk(state: Path, clock: Clock, post: Post, worker: Worker) -> StaffDesk:
    """The desk on the files in the reader's state directory."""
    return StaffDesk(StaffStore(state), Audit(state, clock), clock, post, worker)


def _known(roster: Roster, staff_id: str) -> str | None:
    member = roster.find(staff_id)
    return None if member is None else member.id


def _matching(roster: Roster, staff_id: str, passcode: Passcode) -> Member | None:
    member = roster.find(staff_id)
    salt, expected = (NO_SALT, NO_HASH) if member is None else (member.salt, member.hash)
    right = same_hash(slow_hash(passcode, salt, roster.cost), expected)
    return member if right and member is not None and not member.disabled else None
