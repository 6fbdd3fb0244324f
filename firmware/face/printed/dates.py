"""Dates as printed on a card: the text's pattern from the layout, Japanese eras, real days."""

import re
from dataclasses import dataclass
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
_DAYS = {"month": r"(?P<month>\d{1,2})", "day": r"(?P<day>\d{1,2})"}
_PLACES = {
    "era": {"era": f"(?P<era>{'|'.join(ERAS)})", "year": rf"(?P<year>{FIRST_YEAR}|\d{{1,2}})", **_DAYS},
    "gregorian": {"year": r"(?P<year>\d{4})", **_DAYS},
}
# What may follow the day: how the line ends tells nothing and is often lost first.
_REST = 6


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A day, and the two digits of its year that go into the number. Masked: a birth date is nobody's business."""

    day: date
    year_digits: str

    def __repr__(self) -> str:
        """Masked."""
        return "<PrintedDate>"


def date_pattern(template: str, calendar: Calendar) -> re.Pattern[str]:
    """What a line with such a template looks like, up to the first letter after its last place."""
    parts = re.split(r"\{(\w+)\}", template)
    places = _PLACES[calendar]
    body = "".join(places[part] if index % 2 else re.escape(part) for index, part in enumerate(parts[:-1]))
    return re.compile(f"(?P<said>{body}{re.escape(parts[-1][:1])}).{{0,{_REST}}}")


def date_letters(template: str, calendar: Calendar) -> str:
    """Every letter that such a line can have."""
    names = "".join(ERAS) + FIRST_YEAR if calendar == "era" else ""
    return "".join(sorted(set(re.sub(r"\{\w+\}", "", template) + names)))


def read_date(pattern: re.Pattern[str], text: str) -> PrintedDate | None:
    """The day that a text says, None where it says none that ever was."""
    found = pattern.fullmatch(text)
    if found is None:
        return None
    words = found.groupdict()
    month, day = int(words["month"]), int(words["day"])
    if "era" in words:
        return _of_era(words["era"], 1 if words["year"] == FIRST_YEAR else int(words["year"]), month, day)
    real = _real(int(words["year"]), month, day)
    return PrintedDate(real, words["year"][2:]) if real else None


def place_of_date(pattern: re.Pattern[str], text: str) -> tuple[int, int]:
    """From which letter up to which one a text says its date, without the era; nothing (0, 0) where it says none."""
    found = pattern.fullmatch(text)
    return (found.start("year"), found.end("said")) if found else (0, 0)


def _of_era(era: str, year: int, month: int, day: int) -> PrintedDate | None:
    first, last = ERAS[era]
    real = _real(first.year + year - 1, month, day) if year else None
    return PrintedDate(real, f"{year:02}") if real and first <= real <= last else None


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
