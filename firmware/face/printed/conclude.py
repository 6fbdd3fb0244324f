"""From what single frames say to one number, or to a doubt. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from firmware.face.printed import plausible
from firmware.face.printed.dates import PrintedDate
from firmware.face.printed.layout import Calendar
from firmware.face.printed.number import Doubt, Field, PrintedNumber, Reading, Unsure
from firmware.face.printed.votes import Agreed, count

# Frames that have to say the same of a line, and none may say something else.
VOTES = 2


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date, and the calendar it is printed in. Masked."""

    calendar: Calendar
    printed: PrintedDate = field(repr=False)


@dataclass(frozen=True, slots=True)
class Said:
    """What one frame says; None where it says nothing. Masked."""

    birth: Birth | None = field(repr=False)
    expiry: PrintedDate | None = field(repr=False)
    code: str | None = field(repr=False)


def conclude(said: Sequence[Said], today: date, frames: int) -> Reading | Unsure:
    """One entry of `said` for each frame in which a card was found; `frames` were looked at."""
    if not said:
        return Unsure(Doubt.NO_CARD, None, frames)
    birth = count([one.birth for one in said], VOTES)
    expiry = count([one.expiry for one in said], VOTES)
    code = count([one.code for one in said], VOTES)
    doubts = {Field.BIRTH: birth, Field.EXPIRY: expiry, Field.CODE: code}
    # More frames may bring more votes, but they take no conflict away: it is named first.
    for wanted in (Doubt.CONFLICT, Doubt.TOO_FEW):
        for place, outcome in doubts.items():
            if outcome is wanted:
                return Unsure(wanted, place, frames)
    if not (isinstance(birth, Agreed) and isinstance(expiry, Agreed) and isinstance(code, Agreed)):
        return Unsure(Doubt.TOO_FEW, None, frames)
    return _number(birth.value, expiry.value, code.value, today, frames)


def _number(birth: Birth, expiry: PrintedDate, code: str, today: date, frames: int) -> Reading | Unsure:
    if plausible.birth_in_doubt(birth.printed, today):
        return Unsure(Doubt.IMPLAUSIBLE, Field.BIRTH, frames)
    if plausible.expiry_in_doubt(expiry, today):
        return Unsure(Doubt.IMPLAUSIBLE, Field.EXPIRY, frames)
    odd = plausible.at_odds(birth.printed, expiry, birth.calendar)
    if odd is not None:
        return Unsure(Doubt.IMPLAUSIBLE, odd, frames)
    born = birth.printed
    digits = f"{born.year_digits}{born.day:%m%d}{expiry.day.year:04}{code}"
    return Reading(PrintedNumber(digits), frames)
