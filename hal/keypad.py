"""Port: the twelve keys and the touch panel, as presses in the order they were made."""

import enum
from dataclasses import dataclass
from typing import Protocol


class Key(enum.Enum):
    """One of the twelve keys of the keypad; the value is what is printed on it."""

    DIGIT_0 = "0"
    DIGIT_1 = "1"
    DIGIT_2 = "2"
    DIGIT_3 = "3"
    DIGIT_4 = "4"
    DIGIT_5 = "5"
    DIGIT_6 = "6"
    DIGIT_7 = "7"
    DIGIT_8 = "8"
    DIGIT_9 = "9"
    STAR = "*"
    HASH = "#"

    def __repr__(self) -> str:
        """Masked: a key may be a digit of a PIN, and reprs end up in logs."""
        return "<Key>"


@dataclass(frozen=True, slots=True)
class Touch:
    """A finger lifted at this point of the screen, in pixels from the upper left corner."""

    x: int
    y: int

    def __repr__(self) -> str:
        """Masked: a place on a PIN pad is a digit of a PIN."""
        return "<Touch>"


class Keypad(Protocol):
    """Source of key presses. Debouncing is the driver's work: one press, one value."""

    def read(self, timeout: float) -> Key | Touch | None:
        """Block for the next press for at most `timeout` seconds; None when there was none. Raises DeviceMissing."""

    def close(self) -> None:
        """Wake a blocked `read` and let the device go; a second call does nothing."""
