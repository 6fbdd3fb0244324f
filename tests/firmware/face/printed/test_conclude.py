from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.face.printed.conclude import VOTES, Said, conclude
from firmware.face.printed.dates import PrintedDay, PrintedYear
from firmware.face.printed.layout import Calendar
from firmware.face.printed.number import Doubt, Field, PrintedNumber, Reading, Unsure
from firmware.face.printed.votes import Agreed, count
from tools.issue.dates import era_of

TODAY = date(2026, 11, 22)
BIRTH, EXPIRY, CODE = date(1980, 2, 17), date(2035, 2, 17), "2285"


def said(
    birth: date | None = BIRTH,
    expiry: date | None = EXPIRY,
    code: str | None = CODE,
    calendar: Calendar = "era",
    digits: str = "55",
) -> Said:
    era = era_of(birth)[0] if birth and calendar == "era" else None
    return Said(
        calendar,
        PrintedYear(birth.year, digits, era) if birth else None,
        PrintedDay(birth.month, birth.day) if birth else None,
        PrintedYear(expiry.year, f"{expiry.year % 100:02}") if expiry else None,
        PrintedDay(expiry.month, expiry.day) if expiry else None,
        code,
    )


def read(*frames: Said) -> Reading | Unsure:
    return conclude(frames, TODAY, len(frames))


def doubt(*frames: Said) -> tuple[Doubt, Field | None]:
    outcome = read(*frames)
    assert isinstance(outcome, Unsure)
    return outcome.doubt, outcome.field


def test_agreeing_frames_give_the_number() -> None:
    outcome = read(said(), said())
    assert isinstance(outcome, Reading)
    assert outcome.number.reveal() == b"55021720352285"


def test_gregorian_dates_give_the_last_two_digits_of_the_year() -> None:
    frame = said(calendar="gregorian", digits="80", expiry=date(2028, 7, 1))
    outcome = read(frame, frame)
    assert isinstance(outcome, Reading)
    assert outcome.number.reveal() == b"80021720282285"


def test_lines_may_come_from_different_frames() -> None:
    assert isinstance(read(said(code=None), said(birth=None), said(expiry=None), said()), Reading)


@pytest.mark.parametrize(
    ("other", "place"),
    [
        (said(birth=date(1980, 2, 18)), Field.BIRTH),
        (said(calendar="gregorian", digits="80"), Field.BIRTH),
        (said(expiry=date(2036, 2, 17)), Field.EXPIRY),
        (said(code="2286"), Field.CODE),
    ],
)
def test_one_other_voice_is_a_conflict_however_many_agree(other: Said, place: Field) -> None:
    assert doubt(said(), said(), said(), other, said()) == (Doubt.CONFLICT, place)


BARE = said(birth=None, expiry=None, code=None)


def test_a_citizens_day_is_printed_twice_so_one_of_them_may_be_lost() -> None:
    for lost in ({"birth_day": None}, {"expiry_day": None}):
        frame = replace(said(), **lost)
        outcome = read(frame, frame)
        assert isinstance(outcome, Reading)
        assert outcome.number.reveal() == b"55021720352285"
    once_each = replace(said(), birth_day=None), replace(said(), expiry_day=None)
    assert isinstance(read(*once_each), Reading)


def test_both_lost_is_too_few() -> None:
    frame = replace(said(), birth_day=None, expiry_day=None)
    assert doubt(frame, frame) == (Doubt.TOO_FEW, Field.BIRTH)
    assert doubt(frame, frame, said(birth=None, code=None)) == (Doubt.TOO_FEW, Field.BIRTH)


def test_a_foreign_residents_day_is_printed_once() -> None:
    frame = replace(said(calendar="gregorian", digits="80", expiry=date(2028, 2, 17)), birth_day=None)
    assert doubt(frame, frame) == (Doubt.TOO_FEW, Field.BIRTH)


def test_a_foreign_residents_last_day_is_needed_in_its_last_year_only() -> None:
    for year, enough in ((TODAY.year + 1, True), (TODAY.year, False), (TODAY.year - 1, False)):
        frame = replace(said(calendar="gregorian", digits="80", expiry=date(year, 12, 31)), expiry_day=None)
        assert isinstance(read(frame, frame), Reading) is enough


@pytest.mark.parametrize("last", [date(2028, 2, 28), date(2028, 2, 29), date(2031, 3, 1)])
def test_the_last_day_does_not_say_the_birthday_around_a_leap_day(last: date) -> None:
    frame = replace(said(expiry=last), birth_day=None)
    assert doubt(frame, frame) == (Doubt.TOO_FEW, Field.BIRTH)


def test_a_day_that_never_was_in_that_era() -> None:
    frame = said(birth=date(1989, 1, 8), expiry=date(2035, 1, 8))
    frame = replace(frame, birth_year=PrintedYear(1989, "64", "昭和"))
    assert doubt(frame, frame) == (Doubt.IMPLAUSIBLE, Field.BIRTH)


def test_two_layouts_are_a_conflict() -> None:
    assert doubt(said(), replace(BARE, calendar="gregorian"), said()) == (Doubt.CONFLICT, Field.BIRTH)


@pytest.mark.parametrize(
    ("lacking", "place"),
    [(said(birth=None), Field.BIRTH), (said(expiry=None), Field.EXPIRY), (said(code=None), Field.CODE)],
)
def test_one_vote_is_too_few(lacking: Said, place: Field) -> None:
    assert doubt(said(), lacking, lacking) == (Doubt.TOO_FEW, place)


def test_no_card() -> None:
    assert conclude([], TODAY, 5) == Unsure(Doubt.NO_CARD, None, 5)


@pytest.mark.parametrize(
    ("frame", "place"),
    [
        (said(birth=date(2026, 11, 23), expiry=date(2031, 11, 23)), Field.BIRTH),
        (said(birth=date(1903, 2, 17)), Field.BIRTH),
        (said(expiry=date(2026, 11, 21)), Field.EXPIRY),
        (said(expiry=date(2037, 2, 17)), Field.EXPIRY),
        (said(expiry=date(2035, 2, 18)), Field.EXPIRY),
        (said(birth=date(1980, 3, 17)), Field.EXPIRY),
    ],
)
def test_what_cannot_stand_on_a_valid_card(frame: Said, place: Field) -> None:
    assert doubt(frame, frame) == (Doubt.IMPLAUSIBLE, place)


@pytest.mark.parametrize("expiry", [date(2028, 2, 29), date(2031, 3, 1), date(2031, 2, 28)])
def test_born_on_a_leap_day(expiry: date) -> None:
    frame = said(birth=date(1980, 2, 29), expiry=expiry)
    assert isinstance(read(frame, frame), Reading)


def test_a_card_is_valid_on_its_last_day() -> None:
    frame = said(birth=date(1980, 11, 22), expiry=TODAY)
    assert isinstance(read(frame, frame), Reading)


@given(st.lists(st.sampled_from(["1", "2", None]), max_size=6), st.integers(1, 3))
def test_nobody_is_outvoted(votes: list[str | None], needed: int) -> None:
    voices = {vote for vote in votes if vote}
    outcome = count(votes, needed)
    if isinstance(outcome, Agreed):
        assert voices == {outcome.value}
        assert votes.count(outcome.value) >= needed
    else:
        assert outcome is (Doubt.CONFLICT if len(voices) > 1 else Doubt.TOO_FEW)


def test_a_single_frame_never_suffices() -> None:
    assert VOTES > 1


def test_nothing_shows_what_was_read() -> None:
    shown = repr((said(), read(said(), said()), PrintedNumber("55021720352285"), Agreed("2285")))
    assert "2285" not in shown
    assert "5502" not in shown
    assert "1980" not in shown


@pytest.mark.parametrize("digits", ["", "5502172035228", "550217203522855", "5502172035228x", "５5021720352285"])
def test_only_fourteen_digits_make_a_number(digits: str) -> None:
    with pytest.raises(ValueError, match="exactly 14 digits") as raised:
        PrintedNumber(digits)
    assert not digits or digits not in str(raised.value)


def test_a_number_is_not_stored() -> None:
    with pytest.raises(TypeError):
        PrintedNumber("55021720352285").__reduce__()
