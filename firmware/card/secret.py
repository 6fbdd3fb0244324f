"""The PIN of the authentication key (利用者証明用電子証明書の暗証番号), as a type that never shows itself."""

import unicodedata

from firmware.card.errors import NotAPin

PIN_DIGITS = 4


class Pin:
    """Exactly four digits. Full-width digits are taken as what they mean. Raises NotAPin, which spends no try."""

    __slots__ = ("_digits",)

    def __init__(self, typed: str) -> None:
        plain = unicodedata.normalize("NFKC", typed)
        if len(plain) != PIN_DIGITS or not (plain.isascii() and plain.isdigit()):
            raise NotAPin(PIN_DIGITS)
        self._digits = plain.encode("ascii")

    def reveal(self) -> bytes:
        """The digits in ASCII: for the VERIFY command and for nothing else."""
        return self._digits

    def __repr__(self) -> str:
        """Masked."""
        return "<Pin>"

    def __reduce__(self) -> str:
        """Refused: a PIN is never copied to a file or another process. Raises TypeError."""
        raise TypeError("a PIN is not to be stored")
