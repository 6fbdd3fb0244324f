"""What a visit is at one moment: frozen data without anything personal.

PIN digits, certificate, signature and the details of the answer live in the reader's vault; a visit only knows
that they are there. So a visit, its events and its effects can be recorded and shown to a technician.
"""

import enum
from dataclasses import dataclass

from firmware.messages.schema import Consent, ConsentItem, Method, Validity
from firmware.visit.policy import USUAL, Policy

PIN_DIGITS = 4  # 利用者証明用電子証明書の暗証番号: exactly four digits
STAFF_ID_DIGITS = 4  # enough for the staff of any clinic; one length needs no key to say where it ends
NUMBER_B_DIGITS = 14  # 照合番号B as printed: birth date YYMMDD, year of expiry YYYY, security code
STAFF_PASSCODE_DIGITS = 8  # typed beside a patient, so digits only; wrong ones are counted and paused (security.md §1)


class State(enum.Enum):
    """Where a visit stands."""

    STARTING = "starting"
    """The devices are being opened; nothing is offered yet."""
    IDLE = "idle"
    """Nobody is being served; the screen invites the next person."""
    READING = "reading"
    """A card was laid down and the reader finds out what it is."""
    CHOOSING = "choosing"
    """The person chooses between the ways of being identified that are left."""
    FACE = "face"
    """The person is compared with the photo in the card's chip."""
    PIN = "pin"
    """The person proves with the PIN that the card is theirs."""
    STAFF_CHECK = "staff_check"
    """A member of staff compares the person with the photo on the card (目視確認)."""
    REGISTERING = "registering"
    """The card is not yet registered as insurance card (利用登録) and the person is asked whether it shall be."""
    CONSENTING = "consenting"
    """The person says what may be shared."""
    INQUIRING = "inquiring"
    """The centre is asked for the insurance."""
    DONE = "done"
    """The result is on the screen."""
    REFUSED = "refused"
    """The visit cannot go on; the screen says why and what to do next."""
    REMOVE_CARD = "remove_card"
    """The visit is over but the card still lies there."""
    MAINTENANCE = "maintenance"
    """A technician has taken the reader out of use."""
    OUT_OF_SERVICE = "out_of_service"
    """A device that every visit needs has failed."""


class Phase(enum.Enum):
    """What a state is waiting for."""

    NONE = "none"
    DETECTING = "detecting"
    COUNTING = "counting"
    PRINT = "print"
    PHOTO = "photo"
    LOADING = "loading"
    LOOKING = "looking"
    TURNING = "turning"
    AGAIN = "again"
    PAUSED = "paused"
    LAST_TRY = "last_try"
    ENTERING = "entering"
    VERIFYING = "verifying"
    AWAITING_CHALLENGE = "awaiting_challenge"
    SIGNING = "signing"
    IDENTIFYING = "identifying"
    STAFF_ID = "staff_id"
    PASSCODE = "passcode"
    CHECKING = "checking"
    COMPARING = "comparing"
    NUMBER_B = "number_b"
    NOTING = "noting"
    CHALLENGING = "challenging"
    AUTHORISING = "authorising"
    OPENING_KEY = "opening_key"
    ASKING = "asking"
    SENDING = "sending"
    ALL = "all"
    EACH = "each"
    REVIEW = "review"
    CONFIRMING = "confirming"


@dataclass(frozen=True, slots=True)
class Place:
    """A state and what it is waiting for: the rows of the transition table."""

    state: State
    phase: Phase = Phase.NONE

    def __str__(self) -> str:
        """`pin/entering`, or `idle` where there is no phase."""
        return self.state.value if self.phase is Phase.NONE else f"{self.state.value}/{self.phase.value}"


class Outcome(enum.Enum):
    """How a visit ended."""

    COMPLETED = "completed"
    ELIGIBILITY_ONLY = "eligibility_only"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed_out"
    CARD_REMOVED = "card_removed"
    CARD_CHANGED = "card_changed"
    DEVICE_FAILED = "device_failed"
    NOT_MY_NUMBER_CARD = "not_my_number_card"
    OLD_RESIDENT_CARD = "old_resident_card"
    DRIVING_LICENCE = "driving_licence"
    PHONE = "phone"
    NO_CERTIFICATE = "no_certificate"
    CARD_UNREADABLE = "card_unreadable"
    PIN_LOCKED = "pin_locked"
    PIN_NOT_SET = "pin_not_set"
    PIN_UNKNOWN = "pin_unknown"
    LAST_TRY_DECLINED = "last_try_declined"
    FACE_NOT_POSSIBLE = "face_not_possible"
    STAFF_SAID_NO = "staff_said_no"
    STAFF_UNAVAILABLE = "staff_unavailable"
    NOT_REGISTERED = "not_registered"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_NOT_TRUSTED = "certificate_not_trusted"
    CANNOT_BE_USED = "cannot_be_used"
    CENTRE_UNREACHABLE = "centre_unreachable"
    CENTRE_SILENT = "centre_silent"
    CENTRE_FAILED = "centre_failed"


class Way(enum.Enum):
    """A way beside the PIN in which a person can be identified at this reader."""

    FACE = "face"
    STAFF = "staff"


class Photo(enum.Enum):
    """What the face child has of the chip's photo in this visit."""

    NONE = "none"
    HELD = "held"


class Side(enum.Enum):
    """To which side the head is to be turned: the person's own left or right."""

    LEFT = "left"
    RIGHT = "right"


class Hint(enum.Enum):
    """What the person is asked to do before the camera; left and right are the person's own, as in a mirror."""

    NOTHING = "nothing"
    CLOSER = "closer"
    FARTHER = "farther"
    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    HOLD_STILL = "hold-still"
    MORE_LIGHT = "more-light"
    LESS_LIGHT = "less-light"
    LOOK_STRAIGHT = "look-straight"
    ONLY_ONE = "only-one"
    TURN_BACK = "turn-back"


class FaceEnd(enum.Enum):
    """Why the face did not open this visit, or did not yet."""

    NO_MATCH = "no_match"
    NOT_TURNED = "not_turned"
    NOBODY = "nobody"
    CANNOT_TURN = "cannot_turn"
    TOO_OFTEN = "too_often"
    PRINT_UNSURE = "print_unsure"
    NUMBER_REFUSED = "number_refused"
    NO_PHOTO = "no_photo"
    PHOTO_UNREADABLE = "photo_unreadable"
    CAMERA = "camera"
    ENGINE = "engine"
    CHOSEN = "chosen"
    """The person wants another way."""
    ASKED_FIRST = "asked_first"
    """A small child's photo is old soon: the face is one of the ways, but not the first one."""


class Challenge(enum.Enum):
    """What the reader has of the centre's challenge."""

    NONE = "none"
    ASKED = "asked"
    HELD = "held"


class Language(enum.Enum):
    """Language of the screens and prompts."""

    JAPANESE = "ja"
    ENGLISH = "en"


class Part(enum.Enum):
    """A device without which no visit is possible."""

    NFC = "nfc"
    DISPLAY = "display"
    KEYPAD = "keypad"


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything that decides what happens next.

    `card` is the presence counter of the card that lies there. `operation`, `request`, `challenge_request` and `check`
    are the numbers of the one card command, the one question, the one challenge and the one check of a passcode that
    are outstanding; an answer with another number is late or foreign. `next_number` is the next of these numbers.
    `ways` are open beside the PIN in this visit; `digits` counts what was typed where digits are typed; `proof` is how
    the person was identified, once they were.

    `key_open` when the centre's authority opened the card's key.

    `look` is the number of the one thing that the face child is doing, `photo` what it has of the chip's photo;
    `face_closed` when the face is no way any more in this visit; `failures` counts comparisons that failed; `hint` and
    `side` are what the person is asked to do before the camera; `face_end` is why the last attempt came to nothing;
    `number_typed` whether staff typed the number of the card.
    """

    policy: Policy = USUAL
    state: State = State.STARTING
    phase: Phase = Phase.NONE
    language: Language = Language.JAPANESE
    online: bool = False
    failed: frozenset[Part] = frozenset()
    card: int | None = None
    next_number: int = 1
    operation: int | None = None
    request: int | None = None
    challenge: Challenge = Challenge.NONE
    challenge_request: int | None = None
    challenge_renewed: bool = False
    key_open: bool = False
    check: int | None = None
    running: bool = False
    ways: frozenset[Way] = frozenset()
    look: int | None = None
    photo: Photo = Photo.NONE
    face_first: bool = True
    face_closed: bool = False
    failures: int = 0
    hint: Hint = Hint.NOTHING
    side: Side | None = None
    face_end: FaceEnd | None = None
    number_typed: bool = False
    tries: int | None = None
    wrong_before: bool = False
    staff_wrong: bool = False
    last_try_accepted: bool = False
    digits: int = 0
    proof: Method | None = None
    items: tuple[ConsentItem, ...] = ()
    answers: tuple[Consent, ...] = ()
    validity: Validity | None = None
    outcome: Outcome | None = None
    menu: bool = False
    warned: bool = False
    staff_called: bool = False
    reminders: int = 0

    @property
    def place(self) -> Place:
        """State and phase."""
        return Place(self.state, self.phase)

    @property
    def item(self) -> ConsentItem | None:
        """The item that is being asked for now, in the order offered."""
        asking = self.state is State.CONSENTING and self.phase is Phase.EACH
        return self.items[len(self.answers)] if asking and len(self.answers) < len(self.items) else None
