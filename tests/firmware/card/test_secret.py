import pickle

import pytest

from firmware.card.errors import NotAPin
from firmware.card.secret import Pin


@pytest.mark.parametrize("typed", ["1234", "１２３４", "１2３4"])
def test_four_digits_are_a_pin_however_wide(typed: str) -> None:
    assert Pin(typed).reveal() == b"1234"


@pytest.mark.parametrize("typed", ["", "123", "12345", "12a4", "１２３", "१२३४", "12 4", "-123", "1234\n"])
def test_anything_else_is_none_and_is_not_repeated_in_the_error(typed: str) -> None:
    with pytest.raises(NotAPin) as refused:
        Pin(typed)
    assert refused.value.digits == 4
    assert not typed or typed not in str(refused.value)


def test_a_pin_does_not_show_itself() -> None:
    pin = Pin("9876")
    assert "9876" not in f"{pin!r} {pin}"
    assert not hasattr(pin, "__dict__")
    with pytest.raises(TypeError):
        pickle.dumps(pin)
