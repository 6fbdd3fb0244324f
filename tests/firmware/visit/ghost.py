"""What really happened around a visit, followed apart from the visit's own fields.

The ghost sees events and effects only. It plays the vault, the card, the centre, the person and the clock, so that an
invariant can compare what the visit does with what was true.
"""

from typing import NamedTuple

from firmware.messages.schema import Consent, ConsentItem, Method
from firmware.visit import places as at
from firmware.visit.effects import (
    ChallengeTerminal,
    ConfirmCard,
    Effect,
    Holding,
    Match,
    OpenKey,
    Question,
    ReadCard,
    ReadPhoto,
    ReadPrint,
    ReadTries,
    ShowBoth,
    Sign,
    TakePhoto,
    VerifyPin,
)
from firmware.visit.events import (
    Action,
    AnswerReceived,
    AnyEvent,
    CardChallenged,
    CardConfirmed,
    CardFailed,
    CardLeft,
    CardPlaced,
    CardRead,
    CentreRefused,
    CentreUnreachable,
    ChallengeReceived,
    IdentifiedReceived,
    KeyOpened,
    PinChecked,
    Pressed,
    Signed,
    StaffChecked,
    StaffNoted,
    TerminalAuthorised,
    Timer,
    TimeUp,
    TriesRead,
)
from firmware.visit.events_face import FaceDecided, FaceFaulted, FaceNoticed, PhotoRead, PhotoTaken, PrintRead
from firmware.visit.findings import FaceFault, FaceVerdict, PhotoVerdict, PinVerdict, StaffVerdict
from firmware.visit.model import Phase, Visit

ANSWERS_TO: dict[type[Effect], type] = {
    ReadCard: CardRead,
    ReadTries: TriesRead,
    VerifyPin: PinChecked,
    Sign: Signed,
    ChallengeTerminal: CardChallenged,
    OpenKey: KeyOpened,
    ConfirmCard: CardConfirmed,
    ReadPhoto: PhotoRead,
}
"""Which event tells the end of which card command, when it ends well."""

ANSWERS_TO_LOOK: dict[type[Effect], tuple[type, ...]] = {
    ReadPrint: (PrintRead, FaceFaulted),
    TakePhoto: (PhotoTaken, FaceFaulted),
    Match: (FaceNoticed, FaceDecided, FaceFaulted),
    ShowBoth: (FaceFaulted,),
}
"""What the face child may say while it does what."""

WITH_CAMERA = (ReadPrint, Match, ShowBoth)
"""What the face child does with a camera on."""

MANY = 2
"""More tries than one: how many more makes no difference to any promise."""

OVERDUE = {Phase.LOADING, Phase.TURNING}
"""Where the face child has to answer by itself."""

TYPED = (Holding.DIGITS, Holding.STAFF_ID, Holding.PASSCODE, Holding.NUMBER_B)
"""What is typed digit by digit."""

CardEvent = (
    CardRead | TriesRead | PinChecked | Signed | CardChallenged | KeyOpened | PhotoRead | CardConfirmed | CardFailed
)
FaceEvent = PrintRead | PhotoTaken | FaceNoticed | FaceDecided | FaceFaulted
CentreEvent = (
    ChallengeReceived | TerminalAuthorised | IdentifiedReceived | AnswerReceived | CentreRefused | CentreUnreachable
)


class Violation(AssertionError):
    """A promise of the visit core that does not hold; the first argument names the promise."""

    def __init__(self, promise: str, what: str) -> None:
        super().__init__(f"{promise}: {what}")
        self.promise = promise


def demand(holds: bool, promise: str, *facts: object) -> None:
    """Raise Violation unless it holds; the facts are put into words only then."""
    if not holds:
        raise Violation(promise, " ".join(map(str, facts)))


class Ghost(NamedTuple):
    """The truth so far; everything from `begun` on is about the running visit."""

    card: bool = False
    timers: frozenset[Timer] = frozenset()
    vault: frozenset[Holding] = frozenset()
    typed: tuple[int, int, int, int] = (0, 0, 0, 0)
    begun: bool = False
    command: type[Effect] | None = None
    question: Question | None = None
    challenge_asked: bool = False
    tries: int | None = None
    last_try_yes: bool = False
    pin_accepted: bool = False
    checking: bool = False
    staff_known: bool = False
    staff_said: bool | None = None
    staff_noted: bool = False
    key_open: bool = False
    look: type[Effect] | None = None
    photo: bool = False
    number_spent: bool = False
    turn_asked: bool = False
    matched: bool = False
    failures: int = 0
    face_closed: bool = False
    nonce_unused: bool = False
    items: tuple[ConsentItem, ...] | None = None
    said: tuple[Consent, ...] = ()
    inquired: bool = False
    answered: bool = False

    @property
    def proved(self) -> bool:
        """Whether the card may sign: by its PIN, or by face or staff and a key that the centre's authority opened."""
        return self.pin_accepted or (self.looked_at and self.key_open)

    @property
    def looked_at(self) -> bool:
        """Whether the person was identified by face, head turned, or by staff's yes."""
        return self.matched or self.staff_yes

    @property
    def method(self) -> Method | None:
        """How the person was identified."""
        if self.pin_accepted:
            return Method.PIN
        if self.matched:
            return Method.FACE
        return Method.STAFF if self.staff_yes else None

    @property
    def staff_yes(self) -> bool:
        """Whether known staff said yes, and it was noted."""
        return self.staff_known and self.staff_said is True and self.staff_noted

    def digits(self, holding: Holding) -> int:
        """How many digits the vault holds under this name."""
        return self.typed[TYPED.index(holding)]

    def with_digits(self, holding: Holding, count: int) -> "Ghost":
        """With so many digits under this name, and with the name only where there are any."""
        typed = tuple(count if one is holding else now for one, now in zip(TYPED, self.typed, strict=True))
        vault = self.vault | {holding} if count else self.vault - {holding}
        return self._replace(typed=typed, vault=vault)


def hear(ghost: Ghost, before: Visit, event: AnyEvent) -> Ghost:
    """The truth after an accepted event, before any of its effects."""
    match event:
        case CardPlaced():
            return ghost._replace(card=True)
        case CardLeft():
            return ghost._replace(card=False)
        case TimeUp(timer=timer):
            told = ghost._replace(timers=ghost.timers - {timer})
            # A child that does not answer is no child any more; that nobody came before the camera is no fault.
            return close_face(told) if timer is Timer.FACE and before.phase in OVERDUE else told
        case Pressed(action=action):
            return _hear_press(ghost, before, action)
        case CardRead() | CardConfirmed() | CardFailed() | Signed() | CardChallenged() | PhotoRead():
            return ghost._replace(command=None)
        case PrintRead() | PhotoTaken() | FaceNoticed() | FaceDecided() | FaceFaulted():
            return _hear_child(ghost, before, event)
        case KeyOpened():
            return ghost._replace(command=None, key_open=True)
        case StaffChecked(verdict=verdict):
            return ghost._replace(checking=False, staff_known=verdict is StaffVerdict.ACCEPTED)
        case StaffNoted(kept=kept):
            return ghost._replace(checking=False, staff_noted=kept)
        case TerminalAuthorised():
            return ghost._replace(question=None)
        case TriesRead(tries=tries):
            return ghost._replace(command=None, tries=min(tries, MANY), last_try_yes=False)
        case PinChecked(verdict=PinVerdict.ACCEPTED):
            return ghost._replace(command=None, pin_accepted=True)
        case PinChecked(tries=tries):
            return ghost._replace(command=None, tries=min(tries, MANY), last_try_yes=False)
        case ChallengeReceived():
            return ghost._replace(challenge_asked=False, nonce_unused=True)
        case IdentifiedReceived(registered=registered, items=items):
            offered = tuple(dict.fromkeys(items)) if registered else None
            return ghost._replace(question=None, items=offered, said=())
        case AnswerReceived():
            return ghost._replace(question=None, answered=True)
        case CentreRefused() | CentreUnreachable() if event.request == before.challenge_request:
            return ghost._replace(challenge_asked=False)
        case CentreRefused() | CentreUnreachable():
            return ghost._replace(question=None)
        case _:
            return ghost


def close_face(ghost: Ghost) -> Ghost:
    """From now on nobody is compared in this visit; how many failures there were makes no difference any more."""
    return ghost._replace(look=None, turn_asked=False, face_closed=True, failures=0)


def _hear_child(ghost: Ghost, before: Visit, event: FaceEvent) -> Ghost:
    match event:
        case PhotoTaken(verdict=PhotoVerdict.USABLE):
            return ghost._replace(look=None, photo=True)
        case PhotoTaken(verdict=verdict):
            return close_face(ghost)._replace(photo=verdict is PhotoVerdict.POOR)
        case FaceFaulted(fault=FaceFault.CARD_CAMERA) if ghost.look is ReadPrint:
            return ghost._replace(look=None)
        case FaceFaulted():
            return close_face(ghost)
        case FaceNoticed(side=side):
            return ghost._replace(turn_asked=ghost.turn_asked or side is not None)
        case FaceDecided(verdict=FaceVerdict.MATCH):
            return ghost._replace(look=None, matched=ghost.turn_asked, turn_asked=False)
        case FaceDecided() if ghost.failures + 1 >= before.policy.face_failures:
            return close_face(ghost)
        case FaceDecided():
            return ghost._replace(look=None, failures=ghost.failures + 1, turn_asked=False)
        case _:
            return ghost._replace(look=None, turn_asked=False)


def _hear_press(ghost: Ghost, before: Visit, action: Action) -> Ghost:
    items = ghost.items or ()
    match before.place, action:
        case place, Action.YES if place == at.LAST_TRY:
            return ghost._replace(last_try_yes=True)
        case _, Action.CANNOT_TURN:
            return close_face(ghost)
        case place, Action.OTHER_WAY if place == at.TURNING and ghost.failures + 1 >= before.policy.face_failures:
            return close_face(ghost)
        case place, Action.OTHER_WAY if place == at.TURNING:
            return ghost._replace(failures=ghost.failures + 1)
        case _, Action.PIN_UNKNOWN | Action.STAFF_CHECK:
            # Who goes another way and comes back has to say it again.
            return ghost._replace(last_try_yes=False)
        case place, Action.YES | Action.NO if place == at.COMPARING:
            return ghost._replace(staff_said=action is Action.YES)
        case place, Action.YES | Action.NO if place == at.CONSENT_EACH:
            consent = Consent.YES if action is Action.YES else Consent.NO
            return ghost._replace(said=(*ghost.said, consent))
        case _, Action.ALL:
            return ghost._replace(said=(Consent.YES,) * len(items))
        case _, Action.NOTHING:
            return ghost._replace(said=(Consent.NO,) * len(items))
        case _, Action.CHOOSE:
            return ghost._replace(said=())
        case _, Action.BACK:
            return ghost._replace(said=ghost.said[:-1])
        case _:
            return ghost
