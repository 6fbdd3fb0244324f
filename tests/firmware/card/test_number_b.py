import pickle

import pytest

from firmware.card.errors import NotANumberB
from firmware.card.number_b import InsertionTries, NumberB
from tests.hal.virtual.card import cards

FORM = "era-birth-expiry-code"


@pytest.mark.parametrize("digits", [cards.NUMBER_B, "５５０２１７２０３５２２８５", "01022920300000", "85123120991234"])
def test_numbers_of_the_form(digits: str) -> None:
    assert len(NumberB(digits, FORM).reveal()) == 14


def test_full_width_digits_mean_the_same() -> None:
    assert NumberB("５５０２１７２０３５２２８５", FORM).reveal() == cards.NUMBER_B.encode()


@pytest.mark.parametrize(
    ("digits", "problem"),
    [
        ("", "14 digits"),
        ("5502172035228", "14 digits"),
        ("550217203522855", "14 digits"),
        ("5502172035228x", "14 digits"),
        ("5502172035228٣", "14 digits"),
        ("55001720352285", "day of a year"),
        ("55131720352285", "day of a year"),
        ("55023020352285", "day of a year"),
        ("55043120352285", "day of a year"),
        ("55020020352285", "day of a year"),
        ("55021720152285", "year in which"),
        ("55021721002285", "year in which"),
    ],
)
def test_what_cannot_be_one_is_refused_here(digits: str, problem: str) -> None:
    with pytest.raises(NotANumberB, match=problem) as refused:
        NumberB(digits, FORM)
    assert not digits or digits not in str(refused.value)


def test_the_next_card_has_six_digits() -> None:
    assert NumberB("000000", "six-digits").reveal() == b"000000"
    with pytest.raises(NotANumberB, match="6 digits"):
        NumberB(cards.NUMBER_B, "six-digits")


def test_it_never_shows_itself() -> None:
    number = NumberB(cards.NUMBER_B, FORM)
    assert repr(number) == str(number) == "<NumberB>"
    with pytest.raises(TypeError):
        pickle.dumps(number)


def test_tries_are_counted_by_insertion() -> None:
    tries = InsertionTries()
    assert not tries.spent(0)
    tries.spend(4)
    assert tries.spent(4)
    assert not tries.spent(5)
