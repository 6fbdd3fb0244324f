"""Pages of the staff check (目視確認): a member of staff types who they are and compares the person with the photo."""

from firmware.screens.model import Arrangement, Fact, Mood, Phrase, Picture
from firmware.screens.page import PERSON_STEP, Page, phrases, waiting
from firmware.visit.events import Action
from firmware.visit.model import NUMBER_B_DIGITS, Photo, Visit
from firmware.visit.offers import DIGITS_WANTED, offers

_NUMBER_B_GROUPS = ((6, "birth"), (10, "expiry"), (NUMBER_B_DIGITS, "code"))
"""照合番号B as it is printed: up to which digit it is the birth date, the year of expiry, the security code."""


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


def comparing(visit: Visit) -> Page:
    """The question that only staff can answer: with the chip's photo on the screen, or the printed one in the hand."""
    if visit.photo is Photo.HELD:
        return Page(
            Arrangement.COMPARE,
            Phrase("staff.compare"),
            "staff.compare.photo",
            step=PERSON_STEP,
            facts=(Fact(Phrase("staff.compare.chip")), Fact(Phrase("staff.compare.now"))),
            assurance=Phrase("face.not_kept"),
        )
    typed = any(offer.action is Action.TYPE_NUMBER_B for offer in offers(visit))
    return Page(
        Arrangement.CHOICE,
        Phrase("staff.compare"),
        "staff.compare.number" if typed else "staff.compare",
        picture=Picture.CARD,
        step=PERSON_STEP,
        lines=phrases("staff.compare.look"),
        assurance=Phrase("staff.compare.once"),
    )


def number_b(visit: Visit) -> Page:
    """The number printed on the card, which opens the chip's photo; one group after the other."""
    group = next((name for end, name in _NUMBER_B_GROUPS if visit.digits < end), "all")
    return Page(
        Arrangement.PIN_PAD,
        Phrase("number_b.title"),
        _number_b_spoken(visit, group),
        step=PERSON_STEP,
        lines=phrases(f"number_b.{group}"),
        assurance=Phrase("number_not_used"),
        pin_breaks=tuple(end for end, _ in _NUMBER_B_GROUPS[:-1]),
    )


def _number_b_spoken(visit: Visit, group: str) -> str:
    """Each group is said when its first digit is wanted."""
    if visit.digits == NUMBER_B_DIGITS:
        return "staff.full"
    if group == "birth":
        return "staff.typing" if visit.digits else "number_b"
    return f"number_b.{group}"


def _spoken(visit: Visit, start: str) -> str:
    if visit.digits == DIGITS_WANTED.get(visit.place):
        return "staff.full"
    return "staff.typing" if visit.digits else start
