"""The PIN of the authentication key (利用者証明用電子証明書の暗証番号), as a type that never shows itself."""

from firmware.card.errors import NotAPin
from firmware.digits import SecretDigits, plain_digits
from firmware.visit.model import PIN_DIGITS


class Pin(SecretDigits):
    """Exactly four digits. Full-width digits are taken as what they mean. Raises NotAPin, which spends no try."""

    __slots__ = ()

    def __init__(self, typed: str) -> None:
        plain = plain_digits(typed, PIN_DIGITS)
        if plain is None:
            raise NotAPin(PIN_DIGITS)
        super().__init__(plain)
