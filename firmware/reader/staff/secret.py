"""What a member of staff types on the twelve keys: the staff id, and the passcode as a type that never shows itself."""

import hmac
import itertools
import unicodedata

from firmware.reader.staff.errors import NotAPasscode, NotAStaffId, ObviousPasscode
from firmware.visit.model import STAFF_ID_DIGITS, STAFF_PASSCODE_DIGITS


class Passcode:
    """Eight digits. Full-width digits are taken as what they mean. Raises NotAPasscode, which spends no try.

    Two of them are compared in a time that says nothing about where they differ.
    """

    __slots__ = ("_digits",)
    __hash__ = None  # type: ignore[assignment]  # how a class says that it is not hashable: a key would outlive the try

    def __init__(self, typed: str) -> None:
        plain = unicodedata.normalize("NFKC", typed)
        if not _digits(plain, STAFF_PASSCODE_DIGITS):
            raise NotAPasscode(STAFF_PASSCODE_DIGITS)
        self._digits = plain.encode("ascii")

    def reveal(self) -> bytes:
        """The digits in ASCII: for the slow hash and for nothing else."""
        return self._digits

    def refuse_obvious(self, staff_id: str) -> None:
        """Raises ObviousPasscode for what is tried first: few digits over and over, counting, a date, the own id."""
        digits = self._digits.decode("ascii")
        steps = {(int(right) - int(left)) % 10 for left, right in itertools.pairwise(digits)}
        if steps == {0}:
            raise ObviousPasscode("one digit over and over")
        if _is_date(digits):
            raise ObviousPasscode("a date")
        if steps in ({1}, {9}):
            raise ObviousPasscode("counting up or down")
        if digits == (staff_id * len(digits))[: len(digits)]:
            raise ObviousPasscode("the staff id")
        if digits[:4] == digits[4:]:
            raise ObviousPasscode("the same digits over and over")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Passcode) and hmac.compare_digest(self._digits, other._digits)

    def __repr__(self) -> str:
        """Masked."""
        return "<Passcode>"

    def __reduce__(self) -> str:
        """Refused: a passcode is never copied to a file or another process. Raises TypeError."""
        raise TypeError("a passcode is not to be stored")


def read_staff_id(typed: str) -> str:
    """The staff id as it is kept: four ASCII digits, leading zeros told apart. Raises NotAStaffId."""
    plain = unicodedata.normalize("NFKC", typed)
    if not _digits(plain, STAFF_ID_DIGITS):
        raise NotAStaffId(STAFF_ID_DIGITS)
    return plain


def _is_date(digits: str) -> bool:
    """Whether it is a day of somebody's life, as YYYYMMDD."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    return 1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31


def _digits(text: str, wanted: int) -> bool:
    return len(text) == wanted and text.isascii() and text.isdigit()
