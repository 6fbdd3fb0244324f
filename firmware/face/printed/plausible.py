"""Whether what was read can stand on one valid card. Every rule here is free; a wrong number costs one of ten tries."""

from datetime import date

from firmware.face.printed.dates import PrintedDate
from firmware.face.printed.layout import Calendar
from firmware.face.printed.number import Field

# The oldest person on record lived 122 years.
OLDEST_YEARS = 122
# A card ends with the 10th birthday after its issue at the latest.
LONGEST_YEARS = 10
_LEAP_DAY = (2, 29)
_LEAP_DAY_ENDS = ((2, 28), (2, 29), (3, 1))


def birth_in_doubt(birth: PrintedDate, today: date) -> bool:
    """Whether nobody alive can be born then."""
    return not 0 <= today.year - birth.day.year <= OLDEST_YEARS or birth.day > today


def expiry_in_doubt(expiry: PrintedDate, today: date) -> bool:
    """Whether no card that is valid today ends then."""
    return expiry.day < today or expiry.day.year - today.year > LONGEST_YEARS


def at_odds(birth: PrintedDate, expiry: PrintedDate, calendar: Calendar) -> Field | None:
    """The line in doubt where the two cannot stand on one card.

    A citizen's card ends on a birthday, so its month and day are printed twice. A foreign resident's may end with
    the permitted stay.
    """
    if calendar == "gregorian":
        return None
    born = (birth.day.month, birth.day.day)
    allowed = _LEAP_DAY_ENDS if born == _LEAP_DAY else (born,)
    return None if (expiry.day.month, expiry.day.day) in allowed else Field.EXPIRY
