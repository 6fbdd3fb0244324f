"""The only place in the process where anything personal of a visit is kept, and only as long as the visit says."""

from firmware.card.secret import Pin
from firmware.digits import SecretDigits
from firmware.messages.schema import TerminalAuthGiven
from firmware.reader.face.matched import Matched
from firmware.reader.staff.secret import Passcode
from firmware.screens.model import ResultDetails
from firmware.visit.effects import EraseDigit, Forget, Holding, Keep, Wipe

TYPED = (Holding.DIGITS, Holding.STAFF_ID, Holding.PASSCODE, Holding.NUMBER_B)
"""What is typed digit by digit; the number on the card may also be read from it, all at once."""


def wipe(payload: object) -> None:
    """Overwrite what came too late to be kept; a bytearray is the only thing that Python lets us clear."""
    if isinstance(payload, bytearray):
        payload[:] = bytes(len(payload))


class Vault:
    """What was typed, certificate, challenges, signature, authorisation and the details of the answer, for one visit.

    Of the face: the number printed on the card and the chip's photo, each until it is handed on, and what is attested.

    Owned by the reader's loop; no other thread touches it.
    """

    def __init__(self) -> None:
        self._typed = {holding: bytearray() for holding in TYPED}
        self._kept: dict[Holding, bytes] = {}
        self._authorisation: TerminalAuthGiven | None = None
        self._details: ResultDetails | None = None
        self._match: Matched | None = None
        self._photo: bytearray | None = None

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
        one_thing = any(thing is not None for thing in (self._authorisation, self._details, self._match, self._photo))
        return not any(self._typed.values()) and not self._kept and not one_thing

    def get(self, holding: Holding) -> bytes:
        """Certificate, challenges or signature. Raises KeyError when it is not kept: a fault in the visit's rules."""
        return self._kept[holding]

    @property
    def authorisation(self) -> TerminalAuthGiven:
        """What opens the card's key. Raises KeyError when it is not kept: a fault in the visit's rules."""
        if self._authorisation is None:
            raise KeyError(Holding.AUTHORISATION)
        return self._authorisation

    @property
    def match(self) -> Matched:
        """What is attested of a face that matched. Raises KeyError when it is not kept: a fault of the rules."""
        if self._match is None:
            raise KeyError(Holding.MATCH)
        return self._match

    def take_number_b(self) -> str:
        """The number printed on the card; its digits are gone from here afterwards."""
        digits = self._typed[Holding.NUMBER_B].decode("ascii")
        self._forget(Holding.NUMBER_B)
        return digits

    def take_photo(self) -> bytearray:
        """The chip's photo, gone from here afterwards, for whoever wipes it. Raises KeyError when it is not kept."""
        photo, self._photo = self._photo, None
        if photo is None:
            raise KeyError(Holding.PHOTO)
        return photo

    @property
    def staff_id(self) -> str:
        """The id of the member of staff as typed; no secret."""
        return self._typed[Holding.STAFF_ID].decode("ascii")

    def take_pin(self) -> Pin:
        """The PIN as entered; the digits are gone from here afterwards."""
        pin = Pin(self._typed[Holding.DIGITS].decode("ascii"))
        self._forget(Holding.DIGITS)
        return pin

    def take_passcode(self) -> Passcode:
        """The passcode as entered; its digits are gone from here afterwards."""
        passcode = Passcode(self._typed[Holding.PASSCODE].decode("ascii"))
        self._forget(Holding.PASSCODE)
        return passcode

    def apply(self, effect: Keep | Forget | EraseDigit | Wipe, payload: object) -> None:
        """Carry out what the visit wants kept or removed; `payload` is what came with the event."""
        match effect:
            case Keep(holding=holding):
                self._keep(holding, payload)
            case Forget(holding=holding):
                self._forget(holding)
            case EraseDigit(holding=holding):
                self._typed[holding][-1:] = b""
            case Wipe():
                for holding in Holding:
                    self._forget(holding)

    def _keep(self, holding: Holding, payload: object) -> None:
        match holding, payload:
            case _, str() as digit if holding in self._typed:
                self._typed[holding] += digit.encode("ascii")
            case Holding.NUMBER_B, SecretDigits() as number:
                self._typed[holding][:] = number.reveal()
            case Holding.PHOTO, bytearray() as photo:
                self._photo = photo
            case Holding.MATCH, Matched() as match:
                self._match = match
            case Holding.DETAILS, ResultDetails() as details:
                self._details = details
            case Holding.AUTHORISATION, TerminalAuthGiven() as authorisation:
                self._authorisation = authorisation
            case _, bytes() as data:
                self._kept[holding] = data
            case _:
                raise TypeError(f"nothing came with the event that could be kept as {holding.value}")

    def _forget(self, holding: Holding) -> None:
        if holding in self._typed:
            # Overwritten in place: a bytearray is the only one of these that Python lets us clear.
            digits = self._typed[holding]
            digits[:] = bytes(len(digits))
            digits.clear()
        elif holding is Holding.DETAILS:
            self._details = None
        elif holding is Holding.AUTHORISATION:
            self._authorisation = None
        elif holding is Holding.MATCH:
            self._match = None
        elif holding is Holding.PHOTO:
            self._forget_photo()
        else:
            self._kept.pop(holding, None)

    def _forget_photo(self) -> None:
        photo, self._photo = self._photo, None
        wipe(photo)
