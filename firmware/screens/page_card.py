"""Pages around a visit: starting, idle, reading, taking the card, and the reader out of use."""

from firmware.messages.schema import Validity
from firmware.screens.model import Arrangement, Fact, Mood, Phrase, Picture
from firmware.screens.page import CARD_STEP, Page, phrases, waiting
from firmware.visit.model import Outcome, Part, Visit

_PARTING = {
    None: "card_forgotten",
    Outcome.COMPLETED: "completed",
    Outcome.CANCELLED: "cancelled",
    Outcome.TIMED_OUT: "timed_out",
    Outcome.CARD_REMOVED: "card_removed",
    Outcome.CARD_CHANGED: "card_changed",
    Outcome.CARD_UNREADABLE: "card_unreadable",
    Outcome.NOT_MY_NUMBER_CARD: "other_card",
    Outcome.OLD_RESIDENT_CARD: "other_card",
    Outcome.DRIVING_LICENCE: "other_card",
    Outcome.PHONE: "other_card",
}
"""Endings after which the person can wait or begin again; after every other the counter helps."""


def starting(_: Visit) -> Page:
    """The devices are being opened."""
    return Page(
        Arrangement.MESSAGE,
        Phrase("starting.title"),
        "starting",
        picture=Picture.WAIT,
        lines=phrases("starting.line"),
    )


def idle(visit: Visit) -> Page:
    """The invitation."""
    return Page(
        Arrangement.START,
        Phrase("idle.title"),
        "idle" if visit.online else "idle.offline",
        picture=Picture.LAY_CARD,
        lines=phrases("idle.case"),
        assurance=Phrase("number_not_used"),
    )


def reading(_: Visit) -> Page:
    """A card was laid down."""
    return waiting("reading.title", "reading", CARD_STEP, "number_not_used")


def remove_card(visit: Visit) -> Page:
    """The card still lies there. A result that needs the counter is not parted from with "please wait"."""
    unclear = visit.outcome is Outcome.COMPLETED and visit.validity is not Validity.VALID
    ending = "to_counter" if unclear else _PARTING.get(visit.outcome, "to_counter")
    return Page(
        Arrangement.MESSAGE,
        Phrase("remove_card.title"),
        f"remove_card.{ending}",
        picture=Picture.TAKE_CARD,
        lines=phrases(f"remove_card.{ending}", f"remove_card.{ending}.next"),
    )


def maintenance(visit: Visit) -> Page:
    """A technician is at work."""
    return Page(
        Arrangement.MESSAGE,
        Phrase("maintenance.title"),
        "maintenance" if visit.card is None else "maintenance.card",
        mood=Mood.CARE,
        picture=Picture.TOOLS,
        lines=phrases(*_card_left_behind(visit)),
        advice=Phrase("ask_counter"),
    )


def out_of_service(visit: Visit) -> Page:
    """A device has failed; the facts tell staff which."""
    failed = tuple(Fact(Phrase(f"out_of_service.{part.value}")) for part in Part if part in visit.failed)
    return Page(
        Arrangement.MESSAGE,
        Phrase("out_of_service.title"),
        "out_of_service" if visit.card is None else "out_of_service.card",
        mood=Mood.CARE,
        picture=Picture.TOOLS,
        lines=phrases(*_card_left_behind(visit)),
        facts=failed,
        advice=Phrase("ask_counter"),
    )


def _card_left_behind(visit: Visit) -> tuple[str, ...]:
    return () if visit.card is None else ("please_take_card",)
