"""From what single frames say to one number, or to a doubt. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from firmware.face.printed import plausible
from firmware.face.printed.dates import PrintedDay, PrintedYear, real_date
from firmware.face.printed.layout import Calendar
from firmware.face.printed.number import Doubt, Field, PrintedNumber, Reading, Unsure
from firmware.face.printed.votes import Agreed, count

# Frames that have to say the same, and none may say something else.
VOTES = 2
_YEAR_ENDS = PrintedDay(12, 31)


@dataclass(frozen=True, slots=True)
class Said:
    """What one frame says of a card with birth dates in such a calendar; None where it says nothing. Masked."""

    calendar: Calendar
    birth_year: PrintedYear | None = field(repr=False)
    birth_day: PrintedDay | None = field(repr=False)
    expiry_year: PrintedYear | None = field(repr=False)
    expiry_day: PrintedDay | None = field(repr=False)
    code: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Days:
    """The birth's day, and the earliest last day of the card that agrees with what was read."""

    birth: PrintedDay = field(repr=False)
    expiry: PrintedDay | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class _InDoubt:
    doubt: Doubt
    field: Field


def conclude(said: Sequence[Said], today: date, frames: int) -> Reading | Unsure:
    """One entry of `said` for each frame in which a card was found; `frames` were looked at."""
    if not said:
        return Unsure(Doubt.NO_CARD, None, frames)
    # More frames may bring more votes, but they take no conflict away: it is named first.
    outcome = _conflict(said) or _number(said, today)
    if isinstance(outcome, _InDoubt):
        return Unsure(outcome.doubt, outcome.field, frames)
    return Reading(outcome, frames)


def _conflict(said: Sequence[Said]) -> _InDoubt | None:
    for place, outcome in (
        (Field.BIRTH, count([one.calendar for one in said], 0)),
        (Field.BIRTH, count([one.birth_year for one in said], 0)),
        (Field.BIRTH, count([one.birth_day for one in said], 0)),
        (Field.EXPIRY, count([one.expiry_year for one in said], 0)),
        (Field.EXPIRY, count([one.expiry_day for one in said], 0)),
        (Field.CODE, count([one.code for one in said], 0)),
    ):
        if outcome is Doubt.CONFLICT:
            return _InDoubt(Doubt.CONFLICT, place)
    return None


def _number(said: Sequence[Said], today: date) -> PrintedNumber | _InDoubt:
    born = count([one.birth_year for one in said], VOTES)
    ends = count([one.expiry_year for one in said], VOTES)
    code = count([one.code for one in said], VOTES)
    days = _days(said)
    if not isinstance(born, Agreed) or days is Doubt.TOO_FEW:
        return _InDoubt(Doubt.TOO_FEW, Field.BIRTH)
    if not isinstance(ends, Agreed):
        return _InDoubt(Doubt.TOO_FEW, Field.EXPIRY)
    if not isinstance(code, Agreed):
        return _InDoubt(Doubt.TOO_FEW, Field.CODE)
    if not isinstance(days, _Days):
        return _InDoubt(Doubt.IMPLAUSIBLE, Field.EXPIRY)
    doubt = _implausible(born.value, ends.value, days, today)
    if doubt is not None:
        return doubt
    day = days.birth
    return PrintedNumber(f"{born.value.digits}{day.month:02}{day.day:02}{ends.value.year:04}{code.value}")


def _days(said: Sequence[Said]) -> _Days | Doubt:
    """Of each kind no two are different any more."""
    births, ends = [one.birth_day for one in said], [one.expiry_day for one in said]
    birth, end = count(births, 1), count(ends, 1)
    if not plausible.ends_on_birthday(said[0].calendar):
        sure, last = count(births, VOTES), count(ends, VOTES)
        return (
            _Days(sure.value, last.value if isinstance(last, Agreed) else None)
            if isinstance(sure, Agreed)
            else Doubt.TOO_FEW
        )
    if not isinstance(birth, Agreed):
        # Who was born on a leap day has a card that may end on the day before or after.
        if not isinstance(end, Agreed) or end.value in plausible.LEAP_DAY_ENDS:
            return Doubt.TOO_FEW
        birth = end
    last_days = plausible.last_days(birth.value)
    if isinstance(end, Agreed) and end.value not in last_days:
        return Doubt.IMPLAUSIBLE
    if sum(day is not None for day in (*births, *ends)) < VOTES:
        return Doubt.TOO_FEW
    return _Days(birth.value, end.value if isinstance(end, Agreed) else last_days[0])


def _implausible(born: PrintedYear, ends: PrintedYear, days: _Days, today: date) -> _InDoubt | None:
    birth = real_date(born, days.birth)
    if birth is None or plausible.birth_in_doubt(birth, today):
        return _InDoubt(Doubt.IMPLAUSIBLE, Field.BIRTH)
    if days.expiry is None and ends.year == today.year:
        # Whether it is over the day would say.
        return _InDoubt(Doubt.TOO_FEW, Field.EXPIRY)
    expiry = real_date(ends, days.expiry or _YEAR_ENDS)
    if expiry is None or plausible.expiry_in_doubt(expiry, today):
        return _InDoubt(Doubt.IMPLAUSIBLE, Field.EXPIRY)
    return None
