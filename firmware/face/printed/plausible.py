"""Whether what was read can stand on one valid card. Every rule here is free; a wrong number costs one of ten tries."""

from datetime import date

from firmware.face.printed.dates import PrintedDay
from firmware.face.printed.layout import Calendar

# The oldest person on record lived 122 years.
OLDEST_YEARS = 122
# A card ends with the 10th birthday after its issue at the latest.
LONGEST_YEARS = 10
LEAP_DAY = PrintedDay(2, 29)
LEAP_DAY_ENDS = (PrintedDay(2, 28), LEAP_DAY, PrintedDay(3, 1))


def birth_in_doubt(birth: date, today: date) -> bool:
    """Whether nobody alive can be born then."""
    return not 0 <= today.year - birth.year <= OLDEST_YEARS or birth > today


def expiry_in_doubt(expiry: date, today: date) -> bool:
    """Whether no card that is valid today ends then."""
    return expiry < today or expiry.year - today.year > LONGEST_YEARS


def ends_on_birthday(calendar: Calendar) -> bool:
    """A citizen's card does, so its month and day are printed twice. A foreign resident's may end with the stay."""
    return calendar == "era"


def last_days(born: PrintedDay) -> tuple[PrintedDay, ...]:
    """The days that a card which ends on a birthday can end on, the earliest first."""
    return LEAP_DAY_ENDS if born == LEAP_DAY else (born,)
