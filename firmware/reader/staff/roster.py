"""The staff members of one reader, as values: who is there, how often they were wrong in a row. Pure.

Ids that are not there are counted too, or five wrong tries would tell which ids are. They are counted under a small
number made from the id, never under the id: what is typed as an id may be a passcode.
"""

import hashlib
import hmac
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from firmware.reader.staff.errors import StaffFull, StaffKnown, StaffMissing
from firmware.reader.staff.hashing import HASH_BYTES, SALT_BYTES, Cost
from firmware.reader.staff.pauses import MOST_COUNTED, Slot

MOST_STAFF = 200
"""More than a hospital's counter has; bounds the file."""

STRANGER_SLOTS = 256
"""Each is shared by some 40 ids, so a slot does not say which was typed."""

MARK_BYTES = 16

Failed = Annotated[int, Meta(ge=0, le=MOST_COUNTED)]


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One account. `failed` counts wrong tries since the last right one."""

    id: Annotated[str, Meta(pattern=r"^[0-9]{4}\Z")]
    salt: Annotated[bytes, Meta(min_length=SALT_BYTES, max_length=SALT_BYTES)]
    hash: Annotated[bytes, Meta(min_length=HASH_BYTES, max_length=HASH_BYTES)]
    created: Annotated[datetime, Meta(tz=True)]
    disabled: bool = False
    failed: Failed = 0

    def __repr__(self) -> str:
        """Without salt and hash."""
        return f"Member({self.id})"


class Roster(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. Raises ValueError for ids that come twice.

    One cost for all, so that the time of a check tells nobody apart. `mark` is random and makes the slots of strangers
    this reader's own.
    """

    cost: Cost
    mark: Annotated[bytes, Meta(min_length=MARK_BYTES, max_length=MARK_BYTES)]
    members: Annotated[tuple[Member, ...], Meta(max_length=MOST_STAFF)] = ()
    strangers: Annotated[tuple[Failed, ...], Meta(min_length=STRANGER_SLOTS, max_length=STRANGER_SLOTS)] = (
        0,
    ) * STRANGER_SLOTS
    version: Literal[1] = 1

    def __post_init__(self) -> None:
        if len({member.id for member in self.members}) != len(self.members):
            raise ValueError("a staff id is there twice")

    def __repr__(self) -> str:
        """The number of members only."""
        return f"Roster({len(self.members)})"

    def find(self, staff_id: str) -> Member | None:
        """The account of this id."""
        return next((member for member in self.members if member.id == staff_id), None)

    def slot(self, staff_id: str) -> Slot:
        """Under what the tries of this id are counted."""
        return self._stranger(staff_id) if self.find(staff_id) is None else staff_id

    def failed(self, staff_id: str) -> int:
        """Wrong tries of this id in a row."""
        member = self.find(staff_id)
        return self.strangers[self._stranger(staff_id)] if member is None else member.failed

    def tried(self, staff_id: str) -> "Roster":
        """One more try that was not right so far."""
        member = self.find(staff_id)
        if member is not None:
            return self._with(replace(member, failed=min(member.failed + 1, MOST_COUNTED)))
        slot = self._stranger(staff_id)
        counts = list(self.strangers)
        counts[slot] = min(counts[slot] + 1, MOST_COUNTED)
        return replace(self, strangers=tuple(counts))

    def accepted(self, checked: Member) -> "Roster":
        """The try was right, unless this account was changed since. Raises StaffMissing.

        Unknown ids begin at none again too: mistypings of months would otherwise add up to pauses, which known ids
        have not.
        """
        member = self.find(checked.id)
        if member is None or member.disabled or member.hash != checked.hash:
            raise StaffMissing(checked.id)
        return replace(self._with(replace(member, failed=0)), strangers=(0,) * STRANGER_SLOTS)

    def added(self, member: Member) -> "Roster":
        """With one more member. Raises StaffKnown, StaffFull."""
        self.refuse_more(member.id)
        return replace(self, members=(*self.members, member))

    def refuse_more(self, staff_id: str) -> None:
        """Raises StaffKnown, StaffFull where this id cannot be added."""
        if self.find(staff_id) is not None:
            raise StaffKnown(staff_id)
        if len(self.members) >= MOST_STAFF:
            raise StaffFull(MOST_STAFF)

    def disabled(self, staff_id: str) -> "Roster":
        """With this member's account closed; the id stays taken. Raises StaffMissing."""
        return self._with(replace(self._known(staff_id), disabled=True))

    def removed(self, staff_id: str) -> "Roster":
        """Without this member. Raises StaffMissing."""
        gone = self._known(staff_id)
        return replace(self, members=tuple(member for member in self.members if member is not gone))

    def _known(self, staff_id: str) -> Member:
        member = self.find(staff_id)
        if member is None:
            raise StaffMissing(staff_id)
        return member

    def _with(self, changed: Member) -> "Roster":
        members = tuple(changed if member.id == changed.id else member for member in self.members)
        return replace(self, members=members)

    def _stranger(self, staff_id: str) -> int:
        return hmac.digest(self.mark, staff_id.encode(), hashlib.sha256)[0]
