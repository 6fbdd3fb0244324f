"""The only place in the process where anything personal of a visit is kept, and only as long as the visit says."""

from firmware.card.secret import Pin
from firmware.screens.model import ResultDetails
from firmware.visit.effects import EraseDigit, Forget, Holding, Keep, Wipe


class Vault:
    """Digits of the PIN, certificate, nonce, signature and the details of the answer, for one visit.

    Owned by the reader's loop; no other thread touches it.
    """

    def __init__(self) -> None:
        self._digits = bytearray()
        self._kept: dict[Holding, bytes] = {}
        self._details: ResultDetails | None = None

    def __repr__(self) -> str:
        """Never what is inside."""
        return "<Vault>"

    @property
    def details(self) -> ResultDetails | None:
        """What the result screen may show."""
        return self._details

    @property
    def empty(self) -> bool:
        """Whether nothing at all is kept."""
        return not self._digits and not self._kept and self._details is None

    def get(self, holding: Holding) -> bytes:
        """Certificate, nonce or signature. Raises KeyError when it is not kept: a fault in the visit's rules."""
        return self._kept[holding]

    def take_pin(self) -> Pin:
        """The PIN as entered; the digits are gone from here afterwards."""
        pin = Pin(self._digits.decode("ascii"))
        self._drop_digits()
        return pin

    def apply(self, effect: Keep | Forget | EraseDigit | Wipe, payload: object) -> None:
        """Carry out what the visit wants kept or removed; `payload` is what came with the event."""
        match effect:
            case Keep(holding=holding):
                self._keep(holding, payload)
            case Forget(holding=holding):
                self._forget(holding)
            case EraseDigit():
                self._digits[-1:] = b""
            case Wipe():
                for holding in Holding:
                    self._forget(holding)

    def _keep(self, holding: Holding, payload: object) -> None:
        match holding, payload:
            case Holding.DIGITS, str() as digit:
                self._digits += digit.encode("ascii")
            case Holding.DETAILS, ResultDetails() as details:
                self._details = details
            case _, bytes() as data:
                self._kept[holding] = data
            case _:
                raise TypeError(f"nothing came with the event that could be kept as {holding.value}")

    def _forget(self, holding: Holding) -> None:
        if holding is Holding.DIGITS:
            self._drop_digits()
        elif holding is Holding.DETAILS:
            self._details = None
        else:
            self._kept.pop(holding, None)

    def _drop_digits(self) -> None:
        # Overwritten in place: a bytearray is the only one of these that Python lets us clear.
        self._digits[:] = bytes(len(self._digits))
        self._digits.clear()
