from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.issue.dates import before, birthday_after, card_expiry, certificate_time, era_digits
from tools.issue.persons import Distance

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("distance", "expected"),
    [
        (Distance(), DAY),
        (Distance(years=40), date(1986, 11, 21)),
        (Distance(months=11, days=21), date(2025, 11, 30)),
        (Distance(months=-3), date(2027, 2, 21)),
        (Distance(years=2, months=9), date(2024, 2, 21)),
    ],
)
def test_distances_count_back_from_the_day(distance: Distance, expected: date) -> None:
    assert before(DAY, distance) == expected


def test_a_day_that_a_month_does_not_have_becomes_its_last() -> None:
    assert before(date(2026, 3, 31), Distance(months=1)) == date(2026, 2, 28)
    assert before(date(2024, 2, 29), Distance(years=1)) == date(2023, 2, 28)


@pytest.mark.parametrize(
    ("birth", "issued", "last"),
    [
        (date(1980, 2, 17), date(2025, 10, 27), date(2030, 2, 17)),
        (date(1980, 2, 17), date(2025, 2, 16), date(2029, 2, 17)),
        (date(1980, 2, 17), date(2025, 2, 17), date(2030, 2, 17)),
        (date(2004, 2, 29), date(2025, 3, 1), date(2030, 3, 1)),
    ],
)
def test_a_certificate_ends_with_the_fifth_birthday_after_issue(birth: date, issued: date, last: date) -> None:
    first, end = certificate_time(birth, issued)
    assert first == datetime.combine(issued, datetime.min.time(), UTC) + timedelta(hours=1)
    assert end == datetime.combine(last, datetime.min.time(), UTC) + timedelta(hours=14, minutes=59, seconds=59)


def test_a_card_ends_with_the_tenth_birthday_and_a_minors_with_the_fifth() -> None:
    assert card_expiry(date(1980, 2, 17), date(2025, 10, 27)) == date(2035, 2, 17)
    assert card_expiry(date(2007, 10, 28), date(2025, 10, 27)) == date(2029, 10, 28)
    assert card_expiry(date(2007, 10, 27), date(2025, 10, 27)) == date(2035, 10, 27)


@pytest.mark.parametrize(
    ("day", "digits"),
    [
        (date(1980, 2, 17), "550217"),
        (date(1989, 1, 7), "640107"),
        (date(1989, 1, 8), "010108"),
        (date(2019, 4, 30), "310430"),
        (date(2019, 5, 1), "010501"),
        (date(1926, 12, 24), "151224"),
        (date(1926, 12, 25), "011225"),
    ],
)
def test_the_birth_date_of_number_b_has_the_year_of_the_era(day: date, digits: str) -> None:
    assert era_digits(day) == digits


@given(st.dates(date(1920, 1, 1), date(2025, 1, 1)), st.dates(date(2025, 1, 1), date(2040, 1, 1)), st.integers(1, 10))
def test_birthdays_after_a_day_are_counted_from_it(birth: date, day: date, number: int) -> None:
    found = birthday_after(birth, day, number)
    assert found > day
    assert number - 1 <= (found - day).days / 365.25 <= number + 0.01
