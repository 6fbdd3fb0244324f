"""照合番号B, as a type that never shows itself, and the rule for spending a try on it.

The number is printed on the card, but it opens photo, name and birth date: it is treated as the PIN is.
"""

from firmware.card.errors import NotANumberB
from firmware.digits import SecretDigits, plain_digits
from hal.card.profile import NumberForm

KEPT_TRIES = 3
"""At so few tries left or fewer, only staff may spend one (of 10: the municipality unlocks a locked number)."""

KEPT_FROM_STAFF = 1
"""The last try is nobody's: the photo printed on the card can be compared without it."""

_DIGITS: dict[NumberForm, int] = {"era-birth-expiry-code": 14, "six-digits": 6}
_MONTHS, _LONGEST_MONTHS = 12, (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
FIRST_EXPIRY, LAST_EXPIRY = 2016, 2099
"""Cards are issued since January 2016; the number has a year of this century."""


class NumberB(SecretDigits):
    """The digits of one card, in the form that its profile says; full-width digits are taken as what they mean.

    Form "era-birth-expiry-code": birth YYMMDD (year of the Japanese era, or the last two Gregorian digits on a
    foreign resident's card), expiry year YYYY, security code of four digits. Raises NotANumberB, which spends no try.
    """

    __slots__ = ("form",)

    def __init__(self, digits: str, form: NumberForm) -> None:
        plain = plain_digits(digits, _DIGITS[form])
        if plain is None:
            raise NotANumberB(f"it has exactly {_DIGITS[form]} digits")
        if form == "era-birth-expiry-code":
            _check_dates(plain)
        self.form = form
        super().__init__(plain)


def _check_dates(digits: str) -> None:
    month, day, expiry = int(digits[2:4]), int(digits[4:6]), int(digits[6:10])
    if not 1 <= month <= _MONTHS or not 1 <= day <= _LONGEST_MONTHS[month - 1]:
        raise NotANumberB("its third to sixth digits are no day of a year")
    if not FIRST_EXPIRY <= expiry <= LAST_EXPIRY:
        raise NotANumberB("its seventh to tenth digits are no year in which a card ends")


class InsertionTries:
    """Whether a number was tried in the insertion with a presence counter; outlives the sessions of one insertion.

    Only the last one is kept: a card that was away is another insertion, whatever card it is.
    """

    def __init__(self) -> None:
        self._spent: int | None = None

    def spent(self, counter: int) -> bool:
        """Whether a try was spent in this insertion."""
        return self._spent == counter

    def spend(self, counter: int) -> None:
        """Note it, before the command is sent: what a torn card did is unknown."""
        self._spent = counter
