"""Dates of birth against a day: birthdays, legal age, calendar months. Pure."""

import calendar
from datetime import date, timedelta
from typing import Literal

AgeReached = Literal["birthday", "day_before"]

_FEBRUARY_29 = (2, 29)


def anniversary(birth: date, years: int) -> date:
    """The day on which somebody born on `birth` has the birthday number `years`.

    Born on 29 February: 1 March in other years, so that the legal age (the day before) falls on 28 February.
    """
    year = birth.year + years
    if (birth.month, birth.day) == _FEBRUARY_29 and not calendar.isleap(year):
        return date(year, 3, 1)
    return birth.replace(year=year)


def reached(birth: date, years: int, rule: AgeReached) -> date:
    """The first day on which the age counts as reached, by birthday or by the law's day before it."""
    birthday = anniversary(birth, years)
    return birthday if rule == "birthday" else birthday - timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day `months` later (earlier when negative), clamped to the end of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def elderly_from(birth: date) -> date:
    """First day as elderly recipient (高齢受給者): the month after the 70th year became full.

    The law's day before the birthday decides, so whoever is born on the first of a month starts in that month.
    """
    full = anniversary(birth, 70) - timedelta(days=1)
    return add_months(full.replace(day=1), 1)


def school_from(birth: date) -> date:
    """First day that is no longer preschool (未就学): 1 April after the sixth year became full."""
    full = anniversary(birth, 6) - timedelta(days=1)
    this_year = date(full.year, 4, 1)
    return this_year if full < this_year else date(full.year + 1, 4, 1)
