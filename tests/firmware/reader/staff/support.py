"""A state directory with staff in it, hashed cheaply: what is looked at is what happens, not what it costs."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from firmware.reader.inbox import Happened, Item
from firmware.reader.staff.audit import Audit
from firmware.reader.staff.chain import Verdict
from firmware.reader.staff.desk import StaffDesk
from firmware.reader.staff.hashing import SALT_BYTES, Cost, slow_hash
from firmware.reader.staff.roster import Member
from firmware.reader.staff.secret import Passcode
from firmware.reader.staff.store import StaffStore
from firmware.visit.events import StaffChecked
from firmware.visit.findings import StaffVerdict
from tests.firmware.reader.fakes import START, HandClock, LaterWorker

CHEAP = Cost(n=2, r=1, p=1)
ID, CODE, WRONG = "4071", "83920461", "83920460"
OTHER, OTHER_CODE = "5820", "57193028"
UNKNOWN = "9930"
VISIT = "0190a1b2-0000-7000-8000-000000000009"


def member(staff_id: str, code: str) -> Member:
    """An account as `add` makes it."""
    salt = staff_id.encode().ljust(SALT_BYTES, b"s")
    return Member(staff_id, salt, slow_hash(Passcode(code), salt, CHEAP), START)


def full_width(digits: str) -> str:
    """The digits as a Japanese input method types them."""
    return digits.translate({plain: plain + 0xFEE0 for plain in b"0123456789"})


@dataclass
class Ward:
    """One reader's staff files and the desk of one process on them; `restart` is the next process."""

    place: Path
    clock: HandClock = field(default_factory=HandClock)
    worker: LaterWorker = field(default_factory=LaterWorker)
    posted: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = StaffStore(self.place, CHEAP)
        self.audit = Audit(self.place, self.clock)
        self.store.change(lambda now: now.added(member(ID, CODE)).added(member(OTHER, OTHER_CODE)))
        self.restart()

    def restart(self) -> None:
        self.desk = StaffDesk(self.store, self.audit, self.clock, self.posted.append, self.worker)

    def type(self, staff_id: str, code: str) -> tuple[StaffVerdict, int]:
        """What a check came to, and the seconds of the pause that is told with it."""
        self.posted.clear()
        self.desk.check(7, VISIT, staff_id, Passcode(code))
        (happened,) = self.posted
        assert isinstance(happened, Happened)
        assert isinstance(happened.event, StaffChecked)
        assert happened.event.check == 7
        pause = re.fullmatch(r"a pause of (\d+) s", str(happened.payload))
        return happened.event.verdict, int(pause[1]) if pause else 0

    def audited(self) -> list[tuple[Verdict, str | None]]:
        checked = self.audit.check()
        assert not checked.broken
        return [(entry.verdict, entry.staff) for entry in checked.entries]

    def raw(self) -> dict[str, object]:
        found: dict[str, object] = msgspec.json.decode((self.place / "staff.json").read_bytes())
        return found
