"""Lines of visits by the face, from the card to the result, for stories and tests to put together."""

from firmware.visit.findings import CardFinding, FaceVerdict, PhotoFinding, PhotoVerdict, PinVerdict, StaffVerdict
from firmware.visit.model import Hint, Outcome, Side, Way
from tests.firmware.visit.player import (
    Happening,
    Line,
    authorised,
    card_challenged,
    challenge,
    face_is,
    identified,
    it_is,
    key,
    key_opened,
    keys,
    noted,
    photo,
    pin,
    placed_with,
    printed,
    signed,
    staff_is,
    started,
    taken,
    told,
    tries,
)
from tests.firmware.visit.stories import RESULT_COMES, SEEN_AND_TAKEN

CHOOSING, LOOKING, TURNING, AGAIN = "choosing", "face/looking", "face/turning", "face/again"
ENTERING, STAFF_ID, COMPARING = "pin/entering", "staff_check/staff_id", "staff_check/comparing"

THREE_TRIES = tries(3)


def card_read(*ways: Way, known: Happening = THREE_TRIES) -> tuple[Line, ...]:
    """A card laid down where these ways are open; its tries as told."""
    return (
        (started, "idle"),
        (placed_with(*ways), "reading/detecting"),
        (challenge, "reading/detecting"),
        (it_is(CardFinding.MY_NUMBER), "pin/counting"),
        (known, "face/print"),
    )


PHOTO_OPEN: tuple[Line, ...] = (
    (printed(sure=True), "face/photo"),
    (photo(PhotoFinding.READ), "face/loading"),
    (taken(PhotoVerdict.USABLE), LOOKING),
)
TURNED: tuple[Line, ...] = (
    (told(Hint.CLOSER), LOOKING),
    (told(Hint.NOTHING, Side.LEFT), TURNING),
    (told(Hint.TURN_BACK), TURNING),
)
KEY_OPENED: tuple[Line, ...] = (
    (card_challenged, "face/authorising"),
    (authorised, "face/opening_key"),
    (key_opened, "face/signing"),
    (signed, "face/identifying"),
)
MATCHED: tuple[Line, ...] = (*TURNED, (face_is(FaceVerdict.MATCH), "face/challenging"), *KEY_OPENED)
IDENTIFIED: tuple[Line, ...] = ((identified(), "inquiring/asking"), *RESULT_COMES, *SEEN_AND_TAKEN)
BEGUN = card_read(*Way)
LOOKED_AT: tuple[Line, ...] = (*BEGUN, *PHOTO_OPEN)
WHOLE: tuple[Line, ...] = (*LOOKED_AT, *MATCHED, *IDENTIFIED)
BY_PIN: tuple[Line, ...] = (
    *keys("1234#", ENTERING, "pin/verifying"),
    (pin(PinVerdict.ACCEPTED, 3), "pin/signing"),
    (signed, "pin/identifying"),
    *IDENTIFIED,
)
STAFF_LOOKS: tuple[Line, ...] = (
    *keys("1#", STAFF_ID, "staff_check/passcode"),
    *keys("3#", "staff_check/passcode", "staff_check/checking"),
    (staff_is(StaffVerdict.ACCEPTED), COMPARING),
)
STAFF_SAYS_YES: tuple[Line, ...] = (
    (key("1"), "staff_check/noting"),
    (noted, "staff_check/challenging"),
    (card_challenged, "staff_check/authorising"),
    (authorised, "staff_check/opening_key"),
    (key_opened, "staff_check/signing"),
    (signed, "staff_check/identifying"),
    *IDENTIFIED,
)
FAILED: tuple[Line, ...] = ((face_is(FaceVerdict.NO_MATCH), AGAIN),)
DONE = {"outcome": Outcome.COMPLETED, "shared": ((),)}
