"""The main visits, written down: what happens, and where the visit stands after it."""

from dataclasses import dataclass

from firmware.messages.schema import ConsentItem, RefusalReason
from firmware.visit.events import Timer
from firmware.visit.findings import CardFinding, PinVerdict
from firmware.visit.model import Outcome
from tests.firmware.visit.player import (
    Line,
    answer,
    challenge,
    identified,
    it_is,
    key,
    keys,
    left,
    no_pin,
    passes,
    pin,
    placed,
    refused,
    same_card,
    signed,
    started,
    tries,
    unreachable,
    unregistered,
)

HEALTH, MEDICINE = ConsentItem.HEALTH_CHECK, ConsentItem.MEDICINE
ENTERING = "pin/entering"


@dataclass(frozen=True, slots=True)
class Story:
    """A visit from switching on to idle again, with its outcome, PINs sent and consent sent."""

    lines: tuple[Line, ...]
    outcome: Outcome
    pins: int = 1
    shared: tuple[tuple[str, ...], ...] = ()
    deliver_on_removal: bool = False


CARD_LAID_DOWN: tuple[Line, ...] = ((started, "idle"), (placed, "reading/detecting"))
CARD_READ: tuple[Line, ...] = (
    *CARD_LAID_DOWN,
    (challenge, "reading/detecting"),
    (it_is(CardFinding.MY_NUMBER), "pin/counting"),
)
PIN_ASKED: tuple[Line, ...] = (*CARD_READ, (tries(3), ENTERING))
PIN_SENT: tuple[Line, ...] = (*PIN_ASKED, *keys("1234#", ENTERING, "pin/verifying"))
IDENTIFYING: tuple[Line, ...] = (
    *PIN_SENT,
    (pin(PinVerdict.ACCEPTED, 3), "pin/signing"),
    (signed, "pin/identifying"),
)
CONSENT_ASKED: tuple[Line, ...] = (*IDENTIFYING, (identified(HEALTH, MEDICINE), "consenting/all"))
RESULT_COMES: tuple[Line, ...] = ((answer, "inquiring/confirming"), (same_card, "done"))
CARD_TAKEN: tuple[Line, ...] = ((left, "idle"),)
SEEN_AND_TAKEN: tuple[Line, ...] = ((key("#"), "remove_card"), *CARD_TAKEN)
REGISTERED_AND_PARTLY: tuple[Line, ...] = (
    *IDENTIFYING,
    (unregistered, "registering/asking"),
    (key("1"), "registering/sending"),
    (identified(HEALTH, MEDICINE), "consenting/all"),
    (key("3"), "consenting/each"),
    (key("1"), "consenting/each"),
    (key("2"), "consenting/review"),
    (key("3"), "consenting/each"),
    (key("3"), "consenting/each"),
    (key("2"), "consenting/each"),
    (key("1"), "consenting/review"),
    (key("1"), "inquiring/asking"),
    *RESULT_COMES,
)
"""The longest way: every place of a visit but the question about the last try and the wait for the challenge."""

STORIES = {
    "pin": Story(
        (*IDENTIFYING, (identified(), "inquiring/asking"), *RESULT_COMES, *SEEN_AND_TAKEN),
        Outcome.COMPLETED,
        shared=((),),
    ),
    "card taken with the result on the screen": Story(
        (*IDENTIFYING, (identified(), "inquiring/asking"), *RESULT_COMES, *CARD_TAKEN), Outcome.COMPLETED, shared=((),)
    ),
    "challenge comes after the PIN": Story(
        (
            *CARD_LAID_DOWN,
            (it_is(CardFinding.MY_NUMBER), "pin/counting"),
            (tries(3), ENTERING),
            *keys("1234#", ENTERING, "pin/verifying"),
            (pin(PinVerdict.ACCEPTED, 3), "pin/awaiting_challenge"),
            (challenge, "pin/signing"),
            (signed, "pin/identifying"),
            (identified(), "inquiring/asking"),
            *RESULT_COMES,
            *SEEN_AND_TAKEN,
        ),
        Outcome.COMPLETED,
        shared=((),),
    ),
    "challenge grew too old while typing": Story(
        (
            *IDENTIFYING,
            (refused(RefusalReason.CHALLENGE_NOT_VALID), "pin/awaiting_challenge"),
            (challenge, "pin/signing"),
            (signed, "pin/identifying"),
            (identified(), "inquiring/asking"),
            *RESULT_COMES,
            *SEEN_AND_TAKEN,
        ),
        Outcome.COMPLETED,
        shared=((),),
    ),
    "challenge too old twice": Story(
        (
            *IDENTIFYING,
            (refused(RefusalReason.CHALLENGE_NOT_VALID), "pin/awaiting_challenge"),
            (challenge, "pin/signing"),
            (signed, "pin/identifying"),
            (refused(RefusalReason.CHALLENGE_NOT_VALID), "refused"),
            *SEEN_AND_TAKEN,
        ),
        Outcome.CENTRE_FAILED,
    ),
    "a digit taken back": Story(
        (
            *PIN_ASKED,
            *keys("12*34*45#", ENTERING, "pin/verifying"),
            (pin(PinVerdict.ACCEPTED, 3), "pin/signing"),
            (signed, "pin/identifying"),
            (identified(), "inquiring/asking"),
            *RESULT_COMES,
            *SEEN_AND_TAKEN,
        ),
        Outcome.COMPLETED,
        shared=((),),
    ),
    "wrong PIN then right": Story(
        (
            *PIN_SENT,
            (pin(PinVerdict.WRONG, 2), ENTERING),
            *keys("4321#", ENTERING, "pin/verifying"),
            (pin(PinVerdict.ACCEPTED, 3), "pin/signing"),
            (signed, "pin/identifying"),
            (identified(), "inquiring/asking"),
            *RESULT_COMES,
            *SEEN_AND_TAKEN,
        ),
        Outcome.COMPLETED,
        pins=2,
        shared=((),),
    ),
    "last try declined": Story(
        (*CARD_READ, (tries(1), "pin/last_try"), (key("2"), "refused"), *SEEN_AND_TAKEN),
        Outcome.LAST_TRY_DECLINED,
        pins=0,
    ),
    "last try wrong": Story(
        (
            *PIN_SENT,
            (pin(PinVerdict.WRONG, 1), "pin/last_try"),
            (key("1"), ENTERING),
            *keys("4321#", ENTERING, "pin/verifying"),
            (pin(PinVerdict.LOCKED, 0), "refused"),
            *SEEN_AND_TAKEN,
        ),
        Outcome.PIN_LOCKED,
        pins=2,
    ),
    "card without a PIN": Story((*CARD_READ, (no_pin, "refused"), *SEEN_AND_TAKEN), Outcome.PIN_NOT_SET, pins=0),
    "PIN locked": Story((*CARD_READ, (tries(0), "refused"), *SEEN_AND_TAKEN), Outcome.PIN_LOCKED, pins=0),
    "forgot the PIN": Story(
        (*PIN_ASKED, (key("*"), ENTERING), (key("4"), "refused"), *SEEN_AND_TAKEN), Outcome.PIN_UNKNOWN, pins=0
    ),
    "forgot the PIN half-way": Story(
        (*PIN_ASKED, *keys("12***4", ENTERING, "refused"), *SEEN_AND_TAKEN), Outcome.PIN_UNKNOWN, pins=0
    ),
    "consent to all": Story(
        (*CONSENT_ASKED, (key("1"), "inquiring/asking"), *RESULT_COMES, *SEEN_AND_TAKEN),
        Outcome.COMPLETED,
        shared=(("TKK yes", "YZK yes"),),
    ),
    "consent to nothing": Story(
        (*CONSENT_ASKED, (key("2"), "inquiring/asking"), *RESULT_COMES, *SEEN_AND_TAKEN),
        Outcome.COMPLETED,
        shared=(("TKK no", "YZK no"),),
    ),
    "register, then consent in part with second thoughts": Story(
        (*REGISTERED_AND_PARTLY, *SEEN_AND_TAKEN),
        Outcome.COMPLETED,
        shared=(("TKK no", "YZK yes"),),
    ),
    "back to the question about all": Story(
        (
            *CONSENT_ASKED,
            (key("3"), "consenting/each"),
            (key("3"), "consenting/all"),
            (key("2"), "inquiring/asking"),
            *RESULT_COMES,
            *SEEN_AND_TAKEN,
        ),
        Outcome.COMPLETED,
        shared=(("TKK no", "YZK no"),),
    ),
    "not registered and not wanted": Story(
        (*IDENTIFYING, (unregistered, "registering/asking"), (key("2"), "refused"), *SEEN_AND_TAKEN),
        Outcome.NOT_REGISTERED,
    ),
    "expired certificate": Story(
        (*IDENTIFYING, (refused(RefusalReason.CERTIFICATE_EXPIRED), "refused"), *SEEN_AND_TAKEN),
        Outcome.CERTIFICATE_EXPIRED,
    ),
    "revoked certificate": Story(
        (*IDENTIFYING, (refused(RefusalReason.CERTIFICATE_REVOKED), "refused"), *SEEN_AND_TAKEN),
        Outcome.CERTIFICATE_REVOKED,
    ),
    "protected person": Story(
        (*IDENTIFYING, (refused(RefusalReason.CANNOT_BE_USED), "refused"), *SEEN_AND_TAKEN), Outcome.CANNOT_BE_USED
    ),
    "centre fails on the inquiry": Story(
        (
            *CONSENT_ASKED,
            (key("1"), "inquiring/asking"),
            (refused(RefusalReason.CENTRE_FAILED), "refused"),
            *SEEN_AND_TAKEN,
        ),
        Outcome.CENTRE_FAILED,
        shared=(("TKK yes", "YZK yes"),),
    ),
    "no certificate on the card": Story(
        (*CARD_LAID_DOWN, (it_is(CardFinding.NO_CERTIFICATE), "refused"), *SEEN_AND_TAKEN),
        Outcome.NO_CERTIFICATE,
        pins=0,
    ),
    "no way to the centre": Story(
        (*CARD_LAID_DOWN, (unreachable, "refused"), *SEEN_AND_TAKEN), Outcome.CENTRE_UNREACHABLE, pins=0
    ),
    "centre answers nothing": Story(
        (*CARD_LAID_DOWN, (passes(Timer.CHALLENGE), "refused"), *SEEN_AND_TAKEN), Outcome.CENTRE_SILENT, pins=0
    ),
    "person goes away while typing": Story(
        (
            *PIN_ASKED,
            *keys("12", ENTERING, ENTERING),
            (passes(Timer.PATIENCE), ENTERING),
            (passes(Timer.PATIENCE), "remove_card"),
            (passes(Timer.REMINDER), "remove_card"),
            *CARD_TAKEN,
        ),
        Outcome.TIMED_OUT,
        pins=0,
    ),
    "more time": Story(
        (
            *CONSENT_ASKED,
            (passes(Timer.PATIENCE), "consenting/all"),
            (key("*"), "consenting/all"),
            (passes(Timer.PATIENCE), "consenting/all"),
            (key("1"), "inquiring/asking"),
            *RESULT_COMES,
            (passes(Timer.SHOWN), "remove_card"),
            *CARD_TAKEN,
        ),
        Outcome.COMPLETED,
        shared=(("TKK yes", "YZK yes"),),
    ),
    "cancelled at consent": Story(
        (*CONSENT_ASKED, (key("*"), "consenting/all"), (key("3"), "remove_card"), *CARD_TAKEN), Outcome.CANCELLED
    ),
    "card taken at consent, policy to deliver eligibility": Story(
        (*CONSENT_ASKED, *CARD_TAKEN),
        Outcome.ELIGIBILITY_ONLY,
        shared=(("TKK not_asked", "YZK not_asked"),),
        deliver_on_removal=True,
    ),
    "card taken at consent": Story((*CONSENT_ASKED, *CARD_TAKEN), Outcome.CARD_REMOVED),
}
