"""What a visit wants done. The reader carries it out; nothing here does anything itself."""

import enum
from dataclasses import dataclass

from firmware.messages.schema import ConsentAnswer, Method
from firmware.visit.events import Timer
from firmware.visit.model import Outcome


class Holding(enum.Enum):
    """Something personal that the vault may keep for the time of this visit."""

    DIGITS = "digits"
    STAFF_ID = "staff_id"
    PASSCODE = "passcode"
    CARD_CHALLENGE = "card_challenge"
    AUTHORISATION = "authorisation"
    NUMBER_B = "number_b"
    PHOTO = "photo"
    MATCH = "match"
    CERTIFICATE = "certificate"
    NONCE = "nonce"
    SIGNATURE = "signature"
    DETAILS = "details"


class Question(enum.Enum):
    """What is asked of the centre."""

    CHALLENGE = "challenge"
    AUTHORISE = "authorise"
    IDENTIFY = "identify"
    REGISTER = "register"
    INQUIRE = "inquire"


class Cue(enum.Enum):
    """A short sound with a meaning."""

    KEY = "key"
    CARD_SEEN = "card_seen"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    HURRY = "hurry"
    TAKE_CARD = "take_card"
    CALL_STAFF = "call_staff"


class Effect:
    """Base of all effects."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class BeginVisit(Effect):
    """Give the visit a new id; the vault is empty."""


@dataclass(frozen=True, slots=True)
class ReadCard(Effect):
    """Open the card alone, tell what it is, read the certificate of a My Number Card."""

    operation: int


@dataclass(frozen=True, slots=True)
class ReadTries(Effect):
    """Ask the card for the PIN tries left."""

    operation: int


@dataclass(frozen=True, slots=True)
class VerifyPin(Effect):
    """Send the PIN that the vault holds, once; the vault forgets it in the same moment."""

    operation: int


@dataclass(frozen=True, slots=True)
class Sign(Effect):
    """Let the card sign the challenge that the vault holds."""

    operation: int


@dataclass(frozen=True, slots=True)
class CheckStaff(Effect):
    """Compare the id and passcode that the vault holds with the list of staff; the vault forgets the passcode."""

    check: int


@dataclass(frozen=True, slots=True)
class RecordStaffCheck(Effect):
    """Put into the audit what the member of staff said: `same` when card and person belong together."""

    check: int
    same: bool


@dataclass(frozen=True, slots=True)
class ChallengeTerminal(Effect):
    """Let the card give a challenge for terminal authentication."""

    operation: int


@dataclass(frozen=True, slots=True)
class OpenKey(Effect):
    """Show the card the authorisation that the vault holds."""

    operation: int


@dataclass(frozen=True, slots=True)
class ReadPrint(Effect):
    """Let the face child read 照合番号B from the card's face side, within so many seconds."""

    look: int
    seconds: float


@dataclass(frozen=True, slots=True)
class ReadPhoto(Effect):
    """Open the photo with the number that the vault holds, once; the vault forgets it in the same moment.

    `by_staff`: the number was typed by known staff, who may spend a try that nobody else may.
    """

    operation: int
    by_staff: bool = False


@dataclass(frozen=True, slots=True)
class TakePhoto(Effect):
    """Give the face child the photo that the vault holds; the vault forgets it in the same moment."""

    look: int


@dataclass(frozen=True, slots=True)
class Match(Effect):
    """Let the face child compare whoever stands before the camera with the photo: one attempt."""

    look: int


@dataclass(frozen=True, slots=True)
class ShowBoth(Effect):
    """Let the face child show the photo beside what the camera sees, for staff who compare."""

    look: int


@dataclass(frozen=True, slots=True)
class StopLooking(Effect):
    """Let the face child stop what it does; its cameras are off."""


@dataclass(frozen=True, slots=True)
class DismissFace(Effect):
    """End the face child of this visit and all that it holds."""


@dataclass(frozen=True, slots=True)
class ConfirmCard(Effect):
    """Look at the presence counter now."""

    operation: int


@dataclass(frozen=True, slots=True)
class ReleaseCard(Effect):
    """Cut the card's power and let the reader go."""


@dataclass(frozen=True, slots=True)
class AskCentre(Effect):
    """Send a question; once more with the same id when no answer came in time.

    `answers` go with INQUIRE, `method` goes with AUTHORISE and IDENTIFY.
    """

    request: int
    question: Question
    answers: tuple[ConsentAnswer, ...] = ()
    method: Method | None = None


@dataclass(frozen=True, slots=True)
class Keep(Effect):
    """Take what came with this event into the vault."""

    holding: Holding


@dataclass(frozen=True, slots=True)
class Forget(Effect):
    """Remove one thing from the vault."""

    holding: Holding


@dataclass(frozen=True, slots=True)
class EraseDigit(Effect):
    """Remove the last of the digits that the vault holds under this name."""

    holding: Holding


@dataclass(frozen=True, slots=True)
class Wipe(Effect):
    """Empty the vault."""


@dataclass(frozen=True, slots=True)
class StartTimer(Effect):
    """Start, or start again, a timer of so many seconds. What an earlier run has not yet told is withdrawn."""

    timer: Timer
    seconds: float


@dataclass(frozen=True, slots=True)
class StopTimer(Effect):
    """Stop a timer and withdraw what it has not yet told; nothing when it does not run."""

    timer: Timer


@dataclass(frozen=True, slots=True)
class Signal(Effect):
    """Make a sound."""

    cue: Cue


@dataclass(frozen=True, slots=True)
class RecordUsage(Effect):
    """Tell the centre how the visit ended; exactly once a visit."""

    outcome: Outcome
    method: Method | None
