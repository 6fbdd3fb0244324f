"""照合番号B (verification number B) as it was read from a face side, in a type that never shows itself; or why not."""

from dataclasses import dataclass
from enum import Enum

from firmware.digits import SecretDigits, plain_digits

NUMBER_DIGITS = 14


class PrintedNumber(SecretDigits):
    """14 digits: birth YYMMDD, expiry YYYY, security code. Raises ValueError, without the digits, for anything else."""

    __slots__ = ()

    def __init__(self, digits: str) -> None:
        if plain_digits(digits, NUMBER_DIGITS) != digits:
            raise ValueError(f"a verification number B has exactly {NUMBER_DIGITS} digits")
        super().__init__(digits)


class Field(Enum):
    """The lines of the face side that the number is made of."""

    BIRTH = "birth"
    EXPIRY = "expiry"
    CODE = "code"


class Doubt(Enum):
    """Why nothing was concluded."""

    NO_CARD = "no card is seen, or not the whole of it"
    TOO_FEW = "too few frames could be read"
    CONFLICT = "frames say different things"
    IMPLAUSIBLE = "what was read cannot be on a valid card"
    OCR_FAILED = "the text recognition ended badly"


@dataclass(frozen=True, slots=True)
class Reading:
    """A number that enough frames agree on; `frames` were looked at."""

    number: PrintedNumber
    frames: int


@dataclass(frozen=True, slots=True)
class Unsure:
    """No number is to be spent. `field` is the first line in doubt, None where it is no single one."""

    doubt: Doubt
    field: Field | None
    frames: int


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Cards cannot be read here, so it is not to be offered; `reason` says why and what to do."""

    reason: str
