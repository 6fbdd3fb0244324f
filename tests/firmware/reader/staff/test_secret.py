"""What may be a staff id and a passcode, and that a passcode never shows."""

import copy
import pickle

import pytest

from firmware.reader.staff.errors import NotAPasscode, NotAStaffId, ObviousPasscode
from firmware.reader.staff.secret import Passcode, read_staff_id
from tests.firmware.reader.staff.support import CODE


@pytest.mark.parametrize("typed", ["123456", "000000", "123456789012", "839204"])
def test_six_to_twelve_digits_are_a_passcode(typed: str) -> None:
    assert Passcode(typed).reveal() == typed.encode()


def test_full_width_digits_are_taken_as_what_they_mean() -> None:
    assert Passcode("839204").reveal() == b"839204"
    assert read_staff_id("407") == "407"


@pytest.mark.parametrize("typed", ["", "12345", "1234567890123", "12345a", "12345 ", "-12345", "٠١٢٣٤٥", "12345\n"])
def test_nothing_else_is(typed: str) -> None:
    with pytest.raises(NotAPasscode) as refused:
        Passcode(typed)
    assert str(refused.value) == "a passcode has 6 to 12 digits"


@pytest.mark.parametrize("typed", ["", "1", "1234567", "1a", "12\n", " 12", "٠١"])
def test_two_to_six_digits_are_a_staff_id(typed: str) -> None:
    assert [read_staff_id(good) for good in ("00", "07", "007", "999999")] == ["00", "07", "007", "999999"]
    with pytest.raises(NotAStaffId):
        read_staff_id(typed)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("000000", "one digit"),
        ("777777777777", "one digit"),
        ("123456", "counting"),
        ("890123", "counting"),
        ("987654", "counting"),
        ("210987", "counting"),
        ("407140", "the staff id"),
        ("40714071", "the staff id"),
    ],
)
def test_what_is_tried_first_is_refused(code: str, why: str) -> None:
    with pytest.raises(ObviousPasscode, match=why) as refused:
        Passcode(code).refuse_obvious("4071")
    assert code not in str(refused.value)


def test_an_id_of_six_digits_is_no_passcode_and_others_are() -> None:
    with pytest.raises(ObviousPasscode):
        Passcode("407193").refuse_obvious("407193")
    for good in (CODE, "407193", "112233", "123457", "135791"):
        Passcode(good).refuse_obvious("58")


def test_a_passcode_shows_and_stores_itself_nowhere() -> None:
    code = Passcode(CODE)
    assert [repr(code), str(code), f"{code}", repr([code])] == ["<Passcode>"] * 3 + ["[<Passcode>]"]
    for store in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not to be stored"):
            store(code)
    with pytest.raises(TypeError):
        hash(code)
    assert not hasattr(code, "__dict__")


def test_two_are_compared_in_a_time_that_says_nothing(mocker) -> None:
    compared = mocker.patch("firmware.reader.staff.secret.hmac.compare_digest", side_effect=lambda a, b: a == b)
    assert Passcode(CODE) == Passcode(CODE)
    assert Passcode(CODE) != Passcode(CODE + "0")
    assert Passcode(CODE) != CODE
    assert compared.call_count == 2
