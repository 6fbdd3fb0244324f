"""What card, staff's list and face child may say: the words that events are made of."""

import enum


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
