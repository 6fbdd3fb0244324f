"""What can happen to a visit. No event carries anything personal, so a recording of them holds nothing either."""

import enum

import msgspec

from firmware.messages.schema import ConsentItem, RefusalReason, Validity
from firmware.visit.model import Hint, Part, Side, Way


class CardFinding(enum.Enum):
    """What lies in the field, found out by SELECT and token label."""

    MY_NUMBER = "my_number"
    OLD_RESIDENT_CARD = "old_resident_card"
    DRIVING_LICENCE = "driving_licence"
    PHONE = "phone"
    NO_CERTIFICATE = "no_certificate"
    OTHER = "other"


class PinVerdict(enum.Enum):
    """What the card said to a PIN."""

    ACCEPTED = "accepted"
    WRONG = "wrong"
    LOCKED = "locked"


class StaffVerdict(enum.Enum):
    """What the reader's list of staff said to an id and a passcode."""

    ACCEPTED = "accepted"
    WRONG = "wrong"
    PAUSED = "paused"
    UNAVAILABLE = "unavailable"


class CardFault(enum.Enum):
    """Why a card command ended without an answer."""

    GONE = "gone"
    UNREADABLE = "unreadable"
    STAYS_CLOSED = "stays_closed"
    """It does not take the authorisation: every real card, as terminal authentication is emulated."""


class PhotoFinding(enum.Enum):
    """What came of opening the chip's photo with 照合番号B."""

    READ = "read"
    MISSING = "missing"
    """The card holds no photo."""
    UNREADABLE = "unreadable"
    """The file is damaged, or nobody vouches for it: not the same as a face that does not match."""
    NUMBER_REFUSED = "number_refused"
    """The card did not take the number, or must not be asked (few tries left, one was spent in this insertion)."""


class PhotoVerdict(enum.Enum):
    """What the face child makes of the chip's photo."""

    USABLE = "usable"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    POOR = "poor"
    """A picture, but no face in it that could be compared."""


class FaceVerdict(enum.Enum):
    """How an attempt before the camera ended."""

    MATCH = "match"
    """The person of the photo, who turned the head as asked."""
    NO_MATCH = "no_match"
    NOT_ONE_PERSON = "not_one_person"
    NOT_TURNED = "not_turned"


class FaceFault(enum.Enum):
    """Why the face child cannot do what was wanted."""

    CAMERA = "camera"
    CARD_CAMERA = "card_camera"
    ENGINE = "engine"


class Action(enum.Enum):
    """What a person can do on a screen, by touch or by key."""

    DIGIT = "digit"
    ERASE = "erase"
    SUBMIT = "submit"
    YES = "yes"
    NO = "no"
    ALL = "all"
    NOTHING = "nothing"
    CHOOSE = "choose"
    SEND = "send"
    FINISH = "finish"
    BACK = "back"
    MENU = "menu"
    CLOSE_MENU = "close_menu"
    CALL_STAFF = "call_staff"
    CANCEL = "cancel"
    PIN_UNKNOWN = "pin_unknown"
    STAFF_CHECK = "staff_check"
    USE_PIN = "use_pin"
    USE_FACE = "use_face"
    OTHER_WAY = "other_way"
    CANNOT_TURN = "cannot_turn"
    TYPE_NUMBER_B = "type_number_b"
    LANGUAGE = "language"
    MORE_TIME = "more_time"


class Timer(enum.Enum):
    """Each name is one timer; starting it again replaces it. IDLE has one too: its language falls back after SHOWN."""

    PATIENCE = "patience"
    CARD = "card"
    CENTRE = "centre"
    CHALLENGE = "challenge"
    SHOWN = "shown"
    REMINDER = "reminder"
    STAFF = "staff"
    FACE = "face"


class Event(msgspec.Struct, frozen=True, tag_field="event", forbid_unknown_fields=True):
    """Base of all events."""


class Started(Event, frozen=True, tag="started"):
    """The devices are open."""


class CardPlaced(Event, frozen=True, tag="card_placed"):
    """A card came into the field; `counter` is the presence counter since then, `ways` are open beside the PIN."""

    counter: int
    ways: frozenset[Way] = frozenset()


class CardLeft(Event, frozen=True, tag="card_left"):
    """The field is empty, or was in between."""


class CardRead(Event, frozen=True, tag="card_read"):
    """The card was told apart; a My Number Card's certificate was read."""

    operation: int
    finding: CardFinding


class TriesRead(Event, frozen=True, tag="tries_read"):
    """The card said how many PIN tries are left; asking costs none. `pin_set` is False for a card without a PIN."""

    operation: int
    tries: int
    pin_set: bool = True


class PinChecked(Event, frozen=True, tag="pin_checked"):
    """The card judged the PIN; `tries` are left now."""

    operation: int
    verdict: PinVerdict
    tries: int


class Signed(Event, frozen=True, tag="signed"):
    """The card signed the challenge."""

    operation: int


class StaffChecked(Event, frozen=True, tag="staff_checked"):
    """A member of staff is who they say, or not."""

    check: int
    verdict: StaffVerdict


class StaffNoted(Event, frozen=True, tag="staff_noted"):
    """What staff said of the person is in the audit; or it is not, and must not count."""

    check: int
    kept: bool


class CardChallenged(Event, frozen=True, tag="card_challenged"):
    """The card gave the challenge that a terminal authority has to sign."""

    operation: int


class KeyOpened(Event, frozen=True, tag="key_opened"):
    """The card took the terminal authority's signature and lets its key be used."""

    operation: int


class PhotoRead(Event, frozen=True, tag="photo_read"):
    """The card opened its photo, or not. `first`: whether its holder is old enough for the face to be the first way."""

    operation: int
    finding: PhotoFinding
    first: bool = True


class PrintRead(Event, frozen=True, tag="print_read"):
    """照合番号B was read from the card's face side; or it is in doubt, and must not be spent."""

    look: int
    sure: bool


class PhotoTaken(Event, frozen=True, tag="photo_taken"):
    """The face child looked at the chip's photo."""

    look: int
    verdict: PhotoVerdict


class FaceNoticed(Event, frozen=True, tag="face_noticed"):
    """What the person is to do before the camera now. `side` is given while the head is to be turned."""

    look: int
    hint: Hint
    side: Side | None = None


class FaceDecided(Event, frozen=True, tag="face_decided"):
    """An attempt before the camera is over."""

    look: int
    verdict: FaceVerdict


class FaceFaulted(Event, frozen=True, tag="face_faulted"):
    """The face child cannot do what was wanted, or is gone."""

    look: int
    fault: FaceFault


class CardConfirmed(Event, frozen=True, tag="card_confirmed"):
    """What lies in the field at this very moment; `counter` is None when nothing does."""

    operation: int
    counter: int | None


class CardFailed(Event, frozen=True, tag="card_failed"):
    """The card command ended without an answer. Whether a PIN was counted is unknown."""

    operation: int
    fault: CardFault


class ChallengeReceived(Event, frozen=True, tag="challenge_received"):
    """The centre gave its challenge."""

    request: int


class TerminalAuthorised(Event, frozen=True, tag="terminal_authorised"):
    """The centre let its terminal authority sign the card's challenge."""

    request: int


class IdentifiedReceived(Event, frozen=True, tag="identified_received"):
    """The centre knows who stands there; `items` are to be asked when registered."""

    request: int
    registered: bool
    items: tuple[ConsentItem, ...] = ()


class AnswerReceived(Event, frozen=True, tag="answer_received"):
    """The centre's result."""

    request: int
    validity: Validity


class CentreRefused(Event, frozen=True, tag="centre_refused"):
    """The centre does not go on."""

    request: int
    reason: RefusalReason


class CentreUnreachable(Event, frozen=True, tag="centre_unreachable"):
    """The question could not even be sent."""

    request: int


class Pressed(Event, frozen=True, tag="pressed"):
    """A person did something. Which digit it was is not said."""

    action: Action


class TimeUp(Event, frozen=True, tag="time_up"):
    """A timer ran out.

    It says not which run of the timer: stopping a timer, or starting it again, also withdraws a TimeUp of the earlier
    run that waits in a queue.
    """

    timer: Timer


class LinkChanged(Event, frozen=True, tag="link_changed"):
    """The way to the centre opened or closed."""

    online: bool


class DeviceFailed(Event, frozen=True, tag="device_failed"):
    """A device that every visit needs is gone."""

    part: Part


class DeviceMended(Event, frozen=True, tag="device_mended"):
    """The device is back."""

    part: Part


class MaintenanceSet(Event, frozen=True, tag="maintenance_set"):
    """A technician takes the reader out of use, or gives it back."""

    on: bool


AnyEvent = (
    Started
    | CardPlaced
    | CardLeft
    | CardRead
    | TriesRead
    | PinChecked
    | Signed
    | StaffChecked
    | StaffNoted
    | CardChallenged
    | KeyOpened
    | PhotoRead
    | PrintRead
    | PhotoTaken
    | FaceNoticed
    | FaceDecided
    | FaceFaulted
    | CardConfirmed
    | CardFailed
    | ChallengeReceived
    | TerminalAuthorised
    | IdentifiedReceived
    | AnswerReceived
    | CentreRefused
    | CentreUnreachable
    | Pressed
    | TimeUp
    | LinkChanged
    | DeviceFailed
    | DeviceMended
    | MaintenanceSet
)
