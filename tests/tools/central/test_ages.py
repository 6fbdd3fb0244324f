from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.central.ages import add_months, anniversary, elderly_from, reached, school_from


@pytest.mark.parametrize(
    ("birth", "years", "birthday", "legal"),
    [
        (date(1986, 11, 21), 40, date(2026, 11, 21), date(2026, 11, 20)),
        (date(1986, 1, 1), 40, date(2026, 1, 1), date(2025, 12, 31)),
        (date(1984, 2, 29), 40, date(2024, 2, 29), date(2024, 2, 28)),
        (date(1984, 2, 29), 41, date(2025, 3, 1), date(2025, 2, 28)),
    ],
)
def test_an_age_is_reached_on_the_birthday_or_by_law_the_day_before(
    birth: date, years: int, birthday: date, legal: date
) -> None:
    assert anniversary(birth, years) == birthday
    assert reached(birth, years, "birthday") == birthday
    assert reached(birth, years, "day_before") == legal


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 2, 28), -3, date(2025, 11, 28)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2026, 1, 5), -1, date(2025, 12, 5)),
    ],
)
def test_months_are_calendar_months(day: date, months: int, result: date) -> None:
    assert add_months(day, months) == result


@pytest.mark.parametrize(
    ("birth", "first"),
    [
        (date(1956, 11, 21), date(2026, 12, 1)),
        (date(1956, 11, 1), date(2026, 11, 1)),
        (date(1956, 12, 1), date(2026, 12, 1)),
        (date(1956, 12, 31), date(2027, 1, 1)),
    ],
)
def test_elderly_recipients_begin_with_the_month_after_the_70th_year(birth: date, first: date) -> None:
    assert elderly_from(birth) == first


@pytest.mark.parametrize(
    ("birth", "first"),
    [
        (date(2020, 4, 1), date(2026, 4, 1)),
        (date(2020, 4, 2), date(2027, 4, 1)),
        (date(2020, 3, 31), date(2026, 4, 1)),
        (date(2020, 12, 31), date(2027, 4, 1)),
    ],
)
def test_school_begins_on_the_first_of_april_after_the_sixth_year(birth: date, first: date) -> None:
    assert school_from(birth) == first


@given(st.dates(date(1900, 1, 1), date(2030, 12, 31)), st.integers(0, 110))
def test_every_birthday_exists_and_the_law_is_one_day_earlier(birth: date, years: int) -> None:
    birthday = anniversary(birth, years)
    assert birthday.year == birth.year + years
    assert (birthday - reached(birth, years, "day_before")).days == 1
