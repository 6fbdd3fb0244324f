"""Dates as printed on a card: the text's pattern from the layout, Japanese eras, real days.

Year and day of the year are read apart: a glare may leave one of them, and frames then make a date of both.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from firmware.face.printed.layout import Calendar

# First and last day of each era that a living holder can be born in (改元の政令 and 元号法).
ERAS = {
    "明治": (date(1868, 10, 23), date(1912, 7, 29)),
    "大正": (date(1912, 7, 30), date(1926, 12, 24)),
    "昭和": (date(1926, 12, 25), date(1989, 1, 7)),
    "平成": (date(1989, 1, 8), date(2019, 4, 30)),
    "令和": (date(2019, 5, 1), date.max),
}
FIRST_YEAR = "元"
_PLACES = {
    "era": {"era": f"(?P<era>{'|'.join(ERAS)})", "year": rf"(?P<year>{FIRST_YEAR}|\d{{1,2}})"},
    "gregorian": {"year": r"(?P<year>\d{4})"},
}
_DAYS = {"month": r"(?P<month>\d{1,2})", "day": r"(?P<day>\d{1,2})"}
# What ends the year. Which letter it is says nothing more, and a blurred one is easily taken for another.
_YEAR_ENDS = r"(?:\D)"
# What may follow the day: how the line ends tells nothing and is often lost first.
_REST = 6
# Any year with 29 February.
_LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class PrintedYear:
    """A Gregorian year, its era if it is printed, and the two digits that go into the number. Masked."""

    year: int = field(repr=False)
    digits: str = field(repr=False)
    era: str | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class PrintedDay:
    """Month and day. Masked: a birth date is nobody's business."""

    month: int = field(repr=False)
    day: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class DatePattern:
    """What a line says up to the letter after its year, and from that letter to the first after its last place."""

    year: re.Pattern[str]
    day: re.Pattern[str]


def date_pattern(template: str, calendar: Calendar) -> DatePattern:
    """For a line with such a template, in which the year comes first."""
    parts = re.split(r"\{(\w+)\}", template)
    after = parts.index("year") + 1
    places = _PLACES[calendar] | _DAYS
    body = [places[part] if index % 2 else re.escape(part) for index, part in enumerate(parts)]
    day = "".join(body[after:-1]) + re.escape(parts[-1][:1])
    return DatePattern(re.compile("".join(body[:after]) + _YEAR_ENDS), re.compile(f"(?P<said>{day}).{{0,{_REST}}}$"))


def date_letters(template: str, calendar: Calendar) -> str:
    """Every letter that such a line can have."""
    names = "".join(ERAS) + FIRST_YEAR if calendar == "era" else ""
    return "".join(sorted(set(re.sub(r"\{\w+\}", "", template) + names)))


def read_year(found: re.Match[str]) -> PrintedYear | None:
    """The year that a match of a pattern's `year` says; None where it says none that ever was."""
    words = found.groupdict()
    if "era" not in words:
        return PrintedYear(int(words["year"]), words["year"][2:]) if int(words["year"]) else None
    first, last = ERAS[words["era"]]
    number = 1 if words["year"] == FIRST_YEAR else int(words["year"])
    year = first.year + number - 1
    return PrintedYear(year, f"{number:02}", words["era"]) if number and year <= last.year else None


def read_day(found: re.Match[str]) -> PrintedDay | None:
    """Month and day that a match of a pattern's `day` says; None where no year has such a day."""
    month, day = int(found["month"]), int(found["day"])
    return PrintedDay(month, day) if _date(_LEAP_YEAR, month, day) else None


def real_date(year: PrintedYear, day: PrintedDay) -> date | None:
    """The day that year and day make; None where there never was such a day in that era."""
    first, last = ERAS[year.era] if year.era else (date.min, date.max)
    real = _date(year.year, day.month, day.day)
    return real if real and first <= real <= last else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
