"""What may be a staff id and a passcode, and that a passcode never shows."""

import copy
import pickle

import pytest

from firmware.reader.staff.errors import NotAPasscode, NotAStaffId, ObviousPasscode
from firmware.reader.staff.secret import Passcode, read_staff_id
from tests.firmware.reader.staff.support import CODE, WRONG, full_width


@pytest.mark.parametrize("typed", ["12345678", "00000000", "99999999", "83920461"])
def test_eight_digits_are_a_passcode(typed: str) -> None:
    assert Passcode(typed).reveal() == typed.encode()


def test_full_width_digits_are_taken_as_what_they_mean() -> None:
    wide = full_width("83920461")
    assert not wide.isascii()
    assert Passcode(wide).reveal() == b"83920461"
    assert read_staff_id(full_width("4071")) == "4071"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "123456",
        "1234567",
        "123456789",
        "123456789012",
        "1234567a",
        "1234567 ",
        "12345678 ",
        "-1234567",
        "٠١٢٣٤٥٦٧",
        "1234567\n",
        "12345678\n",
    ],
)
def test_nothing_else_is(typed: str) -> None:
    with pytest.raises(NotAPasscode) as refused:
        Passcode(typed)
    assert str(refused.value) == "a passcode has 8 digits"


@pytest.mark.parametrize("typed", ["", "12", "407", "40710", "407193", "407a", "407\n", "4071\n", " 407", "٤٠٧١"])
def test_four_digits_are_a_staff_id(typed: str) -> None:
    assert [read_staff_id(good) for good in ("0000", "0007", "0070", "9999")] == ["0000", "0007", "0070", "9999"]
    with pytest.raises(NotAStaffId) as refused:
        read_staff_id(typed)
    assert str(refused.value) == "a staff id has 4 digits"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("00000000", "one digit"),
        ("77777777", "one digit"),
        ("12345678", "counting"),
        ("78901234", "counting"),
        ("98765432", "counting"),
        ("21098765", "counting"),
        ("40714071", "the staff id"),
        ("20582058", "the same digits"),
        ("19850412", "a date"),
        ("20001231", "a date"),
    ],
)
def test_what_is_tried_first_is_refused(code: str, why: str) -> None:
    with pytest.raises(ObviousPasscode, match=why) as refused:
        Passcode(code).refuse_obvious("4071")
    assert code not in str(refused.value)


def test_the_own_id_twice_is_no_passcode_and_others_are() -> None:
    with pytest.raises(ObviousPasscode):
        Passcode("07070707").refuse_obvious("0707")
    for good in (CODE, "58205821", "19851304", "18991231", "11223344", "12345679", "13579135"):
        Passcode(good).refuse_obvious("5820")


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
    compared = mocker.patch("firmware.digits.hmac.compare_digest", side_effect=lambda a, b: a == b)
    assert Passcode(CODE) == Passcode(CODE)
    assert Passcode(CODE) != Passcode(WRONG)
    assert Passcode(CODE) != CODE
    assert compared.call_count == 2
