"""Days and moments that are written as distances: all of a demo's dates follow from the day it is made for."""

import calendar
from datetime import UTC, date, datetime, time, timedelta

from firmware.japan import JAPAN
from tools.issue.persons import Distance

# A certificate ends with the last second of the holder's 5th birthday after issue; a card with the 10th, or with
# the 5th for those who are minors at issue.
CERTIFICATE_BIRTHDAYS = 5
CARD_BIRTHDAYS = 10
MINOR_CARD_BIRTHDAYS = 5
ADULT_YEARS = 18
# First days of the eras, the newest first.
_ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1868, 10, 23), "明治"),
)


def before(day: date, distance: Distance) -> date:
    """The day that lies `distance` before `day`; a 29 February that does not exist becomes the 28th."""
    index = day.year * 12 + day.month - 1 - distance.years * 12 - distance.months
    year, month = index // 12, index % 12 + 1
    start = date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    return start - timedelta(days=distance.days)


def birthday_after(birth: date, day: date, number: int) -> date:
    """The `number`-th birthday that lies after `day`."""
    year = day.year + number
    return _birthday(birth, year - 1) if _birthday(birth, day.year) > day else _birthday(birth, year)


def certificate_time(birth: date, issued: date) -> tuple[datetime, datetime]:
    """First and last moment (UTC) of a certificate issued on a day; both on whole seconds."""
    first = datetime.combine(issued, time(10, 0), JAPAN)
    last = datetime.combine(birthday_after(birth, issued, CERTIFICATE_BIRTHDAYS), time(23, 59, 59), JAPAN)
    return first.astimezone(UTC), last.astimezone(UTC)


def card_expiry(birth: date, issued: date) -> date:
    """The last day of a card issued on a day."""
    minor = issued < _birthday(birth, birth.year + ADULT_YEARS)
    return birthday_after(birth, issued, MINOR_CARD_BIRTHDAYS if minor else CARD_BIRTHDAYS)


def era_of(day: date) -> tuple[str, int]:
    """The Japanese era and its year; no holder of a card was born before the first one here."""
    begin, name = next((era for era in _ERAS if era[0] <= day), _ERAS[-1])
    return name, day.year - begin.year + 1


def era_digits(day: date) -> str:
    """YYMMDD with the year of the Japanese era, as in 照合番号B."""
    return f"{era_of(day)[1]:02}{day:%m%d}"


def _birthday(birth: date, year: int) -> date:
    if (birth.month, birth.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return birth.replace(year=year)
