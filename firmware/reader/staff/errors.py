"""Errors of staff accounts. None of them carries what was typed, as a passcode is easily typed in the wrong place."""

from pathlib import Path

from firmware.reader.errors import ReaderError


class StaffError(ReaderError):
    """Root of the errors of staff accounts."""


class NotAStaffId(StaffError):
    """What was typed cannot be a staff id."""

    def __init__(self, digits: int) -> None:
        super().__init__(f"a staff id has {digits} digits")
        self.digits = digits


class NotAPasscode(StaffError):
    """What was typed cannot be a passcode, so no try was spent on it."""

    def __init__(self, digits: int) -> None:
        super().__init__(f"a passcode has {digits} digits")
        self.digits = digits


class ObviousPasscode(StaffError):
    """The passcode is one of the first that anybody would try; `why` says of which sort it is."""

    def __init__(self, why: str) -> None:
        super().__init__(f"this passcode is {why}; choose another one")
        self.why = why


class StaffKnown(StaffError):
    """The staff id has an account already."""

    def __init__(self, staff_id: str) -> None:
        super().__init__(f"staff {staff_id} is there already; for a new passcode remove it first")
        self.staff_id = staff_id


class StaffMissing(StaffError):
    """The staff id has no account."""

    def __init__(self, staff_id: str) -> None:
        super().__init__(f"there is no staff {staff_id}; see: uketsuke-reader staff list")
        self.staff_id = staff_id


class StaffFull(StaffError):
    """No more accounts are kept."""

    def __init__(self, most: int) -> None:
        super().__init__(f"there are {most} staff members, the most that are kept; remove one first")
        self.most = most


class StaffFileUnusable(StaffError):
    """A file of staff accounts cannot be used; the text says which and what to do."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


class AuditBroken(StaffFileUnusable):
    """The chain of the audit does not hold; `shown` is what can still be read of it, for the administrator."""

    def __init__(self, path: Path, problem: str, shown: str) -> None:
        super().__init__(path, problem)
        self.shown = shown


class StaffFileBusy(StaffError):
    """Another process has been changing staff accounts for longer than any change takes."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: another uketsuke-reader holds it and does not end; try again")
        self.path = path


class HashUnaffordable(StaffError):
    """The machine has not the memory that the slow hash takes."""

    def __init__(self, megabytes: int) -> None:
        super().__init__(f"the slow hash of a passcode takes {megabytes} MB of memory, which are not free")
        self.megabytes = megabytes
