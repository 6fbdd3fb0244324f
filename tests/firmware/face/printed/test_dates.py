import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.face.printed.dates import (
    ERAS,
    DatePattern,
    PrintedDay,
    PrintedYear,
    date_letters,
    date_pattern,
    read_day,
    read_year,
    real_date,
)
from tools.issue.dates import era_digits, era_of

ERA_LINE = "{era}{year}年{month}月{day}日生"
EXPIRY_LINE = "{year}年{month}月{day}日まで有効"
ERA = date_pattern(ERA_LINE, "era")
EXPIRY = date_pattern(EXPIRY_LINE, "gregorian")


def year_of(pattern: DatePattern, text: str) -> PrintedYear | None:
    found = pattern.year.match(text)
    return read_year(found) if found else None


def day_of(pattern: DatePattern, text: str) -> PrintedDay | None:
    found = pattern.day.search(text)
    return read_day(found) if found else None


def read_date(pattern: DatePattern, text: str) -> tuple[date, str] | None:
    year, day = year_of(pattern, text), day_of(pattern, text)
    real = real_date(year, day) if year and day else None
    return (real, year.digits) if year and real else None


@pytest.mark.parametrize(
    ("text", "day", "digits"),
    [
        ("昭和55年2月17日生", date(1980, 2, 17), "55"),
        ("昭和64年1月7日生", date(1989, 1, 7), "64"),
        ("平成元年1月8日生", date(1989, 1, 8), "01"),
        ("平成1年1月8日生", date(1989, 1, 8), "01"),
        ("平成31年4月30日生", date(2019, 4, 30), "31"),
        ("令和元年5月1日生", date(2019, 5, 1), "01"),
        ("大正15年12月24日生", date(1926, 12, 24), "15"),
        ("昭和元年12月25日生", date(1926, 12, 25), "01"),
        ("明治45年7月29日生", date(1912, 7, 29), "45"),
    ],
)
def test_era_dates(text: str, day: date, digits: str) -> None:
    assert read_date(ERA, text) == (day, digits)


@pytest.mark.parametrize(
    "text",
    [
        "昭和64年1月8日生",
        "昭和65年1月1日生",
        "平成元年1月7日生",
        "平成31年5月1日生",
        "令和元年4月30日生",
        "昭和元年12月24日生",
        "昭和55年2月30日生",
        "昭和55年13月1日生",
        "昭和0年1月1日生",
        "昭和55年2月0日生",
        "昭和550年2月1日生",
        "55年2月17日生",
        "昭和5年2月17",
        "1昭和55年2月17日生",
        "1980年2月17日生",
        "",
    ],
)
def test_days_that_never_were_are_not_read(text: str) -> None:
    assert read_date(ERA, text) is None


def test_gregorian_dates_give_the_last_two_digits() -> None:
    assert read_date(EXPIRY, "2035年2月17日まで有効") == (date(2035, 2, 17), "35")
    assert read_date(EXPIRY, "2035年2月29日まで有効") is None
    assert read_date(EXPIRY, "昭和55年2月17日まで有効") is None


def test_the_end_of_a_line_may_be_lost_but_not_its_day() -> None:
    assert read_date(EXPIRY, "2035年2月17日ま有") is not None
    assert read_date(EXPIRY, "2035年2月17") is None


def test_a_year_is_read_without_its_day_and_a_day_without_its_year() -> None:
    assert year_of(EXPIRY, "2035年") == PrintedYear(2035, "35")
    assert year_of(ERA, "平成元生3月") == PrintedYear(1989, "01", "平成")
    assert day_of(ERA, "和23年4月15日生") == PrintedDay(4, 15)


@pytest.mark.parametrize(
    "text", ["昭和5", "昭和", "和55年", "昭和555年", "昭和年", "昭和65年", "平成0年", "明治46年", "2035"]
)
def test_half_a_year_is_none(text: str) -> None:
    assert year_of(ERA, text) is None
    assert year_of(EXPIRY, text) is None


@pytest.mark.parametrize(
    "text", ["4月15日生", "年月15日生", "年4月日生", "年4月15生", "年13月1日生", "年2月30日生", "年4月151日生"]
)
def test_half_a_day_is_none(text: str) -> None:
    assert day_of(ERA, text) is None


@given(st.dates(date(1868, 10, 23), date(2026, 11, 22)))
def test_every_day_is_read_as_the_issuing_side_prints_it(day: date) -> None:
    era, year = era_of(day)
    for written in {str(year), "元" if year == 1 else str(year)}:
        found = read_date(ERA, f"{era}{written}年{day.month}月{day.day}日生")
        assert found is not None
        assert found[0] == day
        assert found[1] + f"{day:%m%d}" == era_digits(day)


def test_the_eras_follow_one_another_without_a_gap() -> None:
    bounds = list(ERAS.values())
    assert all((later[0] - earlier[1]).days == 1 for earlier, later in pairwise(bounds))


def test_the_letters_of_a_line() -> None:
    assert set(date_letters(EXPIRY_LINE, "gregorian")) == set("年月日まで有効")
    assert set("昭和平成令元年月日生") <= set(date_letters(ERA_LINE, "era"))


def test_a_date_does_not_show_itself() -> None:
    shown = repr((year_of(ERA, "昭和55年2月17日生"), day_of(ERA, "昭和55年2月17日生")))
    assert not {"1980", "55", "17", "昭和"} & set(re.findall(r"\w+", shown))
