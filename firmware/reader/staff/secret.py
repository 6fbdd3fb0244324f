"""What a member of staff types on the twelve keys: the staff id, and the passcode as a type that never shows itself."""

import itertools

from firmware.digits import SecretDigits, plain_digits
from firmware.reader.staff.errors import NotAPasscode, NotAStaffId, ObviousPasscode
from firmware.visit.model import STAFF_ID_DIGITS, STAFF_PASSCODE_DIGITS


class Passcode(SecretDigits):
    """Eight digits. Full-width digits are taken as what they mean. Raises NotAPasscode, which spends no try."""

    __slots__ = ()

    def __init__(self, typed: str) -> None:
        plain = plain_digits(typed, STAFF_PASSCODE_DIGITS)
        if plain is None:
            raise NotAPasscode(STAFF_PASSCODE_DIGITS)
        super().__init__(plain)

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


def read_staff_id(typed: str) -> str:
    """The staff id as it is kept: four ASCII digits, leading zeros told apart. Raises NotAStaffId."""
    plain = plain_digits(typed, STAFF_ID_DIGITS)
    if plain is None:
        raise NotAStaffId(STAFF_ID_DIGITS)
    return plain


def _is_date(digits: str) -> bool:
    """Whether it is a day of somebody's life, as YYYYMMDD."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    return 1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31
