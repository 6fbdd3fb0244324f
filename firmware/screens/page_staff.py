"""Pages of the staff check (目視確認): a member of staff types who they are and compares the person with the photo."""

from firmware.screens.model import Arrangement, Mood, Phrase, Picture
from firmware.screens.page import PERSON_STEP, Page, phrases, waiting
from firmware.visit.model import Visit
from firmware.visit.offers import DIGITS_WANTED


def staff_id(visit: Visit) -> Page:
    """The number of the member of staff; after a wrong passcode nothing tells which of the two was wrong."""
    wrong = visit.staff_wrong
    return Page(
        Arrangement.PIN_PAD,
        Phrase("staff.wrong" if wrong else "staff.id"),
        _spoken(visit, "staff.wrong" if wrong else "staff.id"),
        mood=Mood.CARE if wrong else Mood.CALM,
        step=PERSON_STEP,
        lines=phrases("staff.again" if wrong else "staff.only" if visit.tries else "staff.no_pin"),
        assurance=Phrase("staff.wait"),
    )


def passcode(visit: Visit) -> Page:
    """Their passcode, whoever they said they are."""
    return Page(
        Arrangement.PIN_PAD,
        Phrase("staff.passcode"),
        _spoken(visit, "staff.passcode"),
        step=PERSON_STEP,
        lines=phrases("staff.only"),
        assurance=Phrase("staff.wait"),
    )


def checking(_: Visit) -> Page:
    """The passcode is compared."""
    return waiting("staff.checking", "staff.checking", PERSON_STEP)


def noting(_: Visit) -> Page:
    """What staff said goes into the audit."""
    return waiting("staff.noting", "staff.noting", PERSON_STEP)


def comparing(_: Visit) -> Page:
    """The question that only staff can answer."""
    return Page(
        Arrangement.CHOICE,
        Phrase("staff.compare"),
        "staff.compare",
        picture=Picture.CARD,
        step=PERSON_STEP,
        lines=phrases("staff.compare.look"),
        assurance=Phrase("staff.compare.once"),
    )


def _spoken(visit: Visit, start: str) -> str:
    if visit.digits == DIGITS_WANTED.get(visit.place):
        return "staff.full"
    return "staff.typing" if visit.digits else start
