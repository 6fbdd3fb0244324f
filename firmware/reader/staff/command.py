"""`uketsuke-reader staff …`: what an administrator does with the accounts, while the reader runs or not."""

import argparse
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from types import FrameType

from firmware.reader.errors import ConfigurationError
from firmware.reader.settings import Settings
from firmware.reader.staff.audit import Audit
from firmware.reader.staff.chain import Entry, Verdict
from firmware.reader.staff.errors import AuditBroken
from firmware.reader.staff.hashing import SALT_BYTES, slow_hash
from firmware.reader.staff.prompt import ask_passcode
from firmware.reader.staff.roster import Member, Roster
from firmware.reader.staff.secret import read_staff_id
from firmware.reader.staff.store import StaffStore
from hal.clock import Clock
from hal.real.clock import SystemClock

ENTRIES_SHOWN = 20

INTERRUPTED = 130
"""What shells give for a command ended by Ctrl-C."""


def staff_main(wishes: argparse.Namespace, settings: Settings) -> None:
    """Do one command of `arguments.COMMANDS`. Raises ConfigurationError with one line for the administrator."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _give_up)
    directory = Path(settings.reader.state)
    if not directory.is_dir():
        problem = "is not there; it is the reader's state directory: start the reader once, or make it for its user"
        raise ConfigurationError(str(directory), problem)
    try:
        said = Administrator(directory, SystemClock(settings.hardware.clock)).do(wishes.staff, wishes.id)
    except AuditBroken as broken:
        # What can still be read is shown: one damaged line must not hide the others.
        sys.stdout.write(broken.shown)
        raise
    except OSError as error:
        raise ConfigurationError(
            str(directory), f"cannot be used ({error.strerror}); run this as the reader's user"
        ) from error
    sys.stdout.write(said)


class Administrator:
    """The commands on the files of one state directory; each returns what is to be said."""

    def __init__(self, directory: Path, clock: Clock) -> None:
        self._store = StaffStore(directory)
        self._audit = Audit(directory, clock)
        self._clock = clock

    def do(self, command: str, typed: str | None) -> str:
        """Raises StaffError, OSError."""
        if command == "list":
            return self.list_members()
        if command == "audit":
            return self.audit()
        staff_id = read_staff_id(typed or "")
        return {"add": self.add, "disable": self.disable, "remove": self.remove}[command](staff_id)

    def add(self, staff_id: str) -> str:
        """Open an account with a passcode that is asked for. Raises StaffError, OSError."""
        roster = self._store.read()
        # Refused before the passcode is asked for, where that can be known already.
        roster.refuse_more(staff_id)
        passcode = ask_passcode(staff_id)
        salt = os.urandom(SALT_BYTES)
        # All hashes of a file have its cost, so the file is made before the first of them.
        cost = self._store.change(lambda now: now).cost
        member = Member(staff_id, salt, slow_hash(passcode, salt, cost), self._clock.now())
        self._change(Verdict.ADDED, staff_id, lambda now: now.added(member))
        return f"staff {staff_id} was added\n"

    def disable(self, staff_id: str) -> str:
        """Close an account. Raises StaffMissing, StaffFileUnusable, StaffFileBusy, OSError."""
        self._change(Verdict.DISABLED, staff_id, lambda now: now.disabled(staff_id))
        return f"staff {staff_id} was disabled\n"

    def remove(self, staff_id: str) -> str:
        """Take an account away. Raises StaffMissing, StaffFileUnusable, StaffFileBusy, OSError."""
        self._change(Verdict.REMOVED, staff_id, lambda now: now.removed(staff_id))
        return f"staff {staff_id} was removed\n"

    def _change(self, verdict: Verdict, staff_id: str, change: Callable[[Roster], Roster]) -> None:
        """Nothing changes that is not in the audit: an entry too many is seen there, one too few nowhere."""
        change(self._store.read())
        self._audit.add(verdict, staff_id, None)
        self._store.change(change)

    def list_members(self) -> str:
        """A line for each. Raises StaffFileUnusable, OSError."""
        members = self._store.read().members
        if not members:
            return "no staff; add some: uketsuke-reader staff add ID\n"
        return "".join(_shown(member) for member in sorted(members, key=lambda member: member.id))

    def audit(self) -> str:
        """The last entries. Raises AuditBroken with them where the chain does not hold, StaffFileBusy, OSError."""
        found = self._audit.check()
        shown = "".join(map(_told, found.entries[-ENTRIES_SHOWN:]))
        if found.broken:
            first = found.broken[0]
            problem = f"{len(found.broken)} broken places; line {first.line} {first.problem}"
            raise AuditBroken(self._audit.path, problem, shown)
        return shown + f"{len(found.entries)} entries, unbroken to number {found.head.number}\n"


def _shown(member: Member) -> str:
    state = "disabled" if member.disabled else "active"
    day = member.created.astimezone(UTC).date().isoformat()
    return f"{member.id:<6}  {state:<8}  added {day}  wrong tries in a row: {member.failed}\n"


def _told(entry: Entry) -> str:
    at = entry.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") + ("Z" if entry.clock_sure else "Z?")
    words = (str(entry.number), at, entry.staff or "unknown", entry.verdict.value, entry.visit or "")
    return "  ".join(words).rstrip() + "\n"


def _give_up(_: int, __: FrameType | None) -> None:
    sys.stderr.write("\n")
    sys.exit(INTERRUPTED)
