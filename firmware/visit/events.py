"""What can happen to a visit. No event carries anything personal, so a recording of them holds nothing either."""

import enum

from firmware.messages.schema import ConsentItem, RefusalReason, Validity
from firmware.visit.event import Event
from firmware.visit.events_face import FaceDecided, FaceFaulted, FaceNoticed, PhotoRead, PhotoTaken, PrintRead
from firmware.visit.findings import CardFault, CardFinding, PinVerdict, StaffVerdict
from firmware.visit.model import FaceEnd, Part, Way


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


class Started(Event, frozen=True, tag="started"):
    """The devices are open."""


class CardPlaced(Event, frozen=True, tag="card_placed"):
    """A card came into the field; `counter` is the presence counter since then, `ways` are open beside the PIN.

    `face` is why the face is none of them at a reader that has the face way.
    """

    counter: int
    ways: frozenset[Way] = frozenset()
    face: FaceEnd | None = None


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
