"""Pages where the person says what shall be: registration and consent; and the wait for the result."""

from firmware.messages.schema import Consent, ConsentItem
from firmware.screens.model import Arrangement, Fact, Mark, Phrase, Picture
from firmware.screens.page import CONSENT_STEP, RESULT_STEP, Page, phrases, waiting
from firmware.visit.model import Visit

_ITEMS = {
    ConsentItem.HEALTH_CHECK: "health_check",
    ConsentItem.MEDICINE: "medicine",
    ConsentItem.TREATMENT: "treatment",
    ConsentItem.SURGERY: "surgery",
    ConsentItem.SPECIFIC_DISEASE: "specific_disease",
}
_SAID = {
    Consent.YES: (Phrase("consent.said.yes"), Mark.YES),
    Consent.NO: (Phrase("consent.said.no"), Mark.NO),
    Consent.NOT_ASKED: (Phrase("consent.said.no"), Mark.NO),
}


def registration(_: Visit) -> Page:
    """The card is not yet an insurance card; the person is asked whether it shall be."""
    return Page(
        Arrangement.CHOICE,
        Phrase("registering.title"),
        "registering",
        picture=Picture.CARD,
        step=CONSENT_STEP,
        lines=phrases("registering.here", "registering.without"),
        assurance=Phrase("number_not_used"),
    )


def registration_sent(_: Visit) -> Page:
    """The centre registers the card."""
    return waiting("registering.sending", "registering.sending", CONSENT_STEP)


def all_items(visit: Visit) -> Page:
    """All at once, nothing, or one by one; yes and no stand there alike."""
    return Page(
        Arrangement.CHOICE,
        Phrase("consent.title"),
        "consent",
        step=CONSENT_STEP,
        facts=tuple(Fact(Phrase(f"consent.{_ITEMS[item]}"), mark=Mark.DOT) for item in visit.items),
        assurance=Phrase("consent.free"),
    )


def one_item(visit: Visit) -> Page:
    """One item; without any left to ask (which the visit never shows) the question for all."""
    if visit.item is None:
        return all_items(visit)
    name = _ITEMS[visit.item]
    position = (("number", str(len(visit.answers) + 1)), ("of", str(len(visit.items))))
    return Page(
        Arrangement.CHOICE,
        Phrase(f"consent.{name}.title"),
        f"consent.{name}",
        step=CONSENT_STEP,
        kicker=Phrase("consent.position", position) if len(visit.items) > 1 else None,
        lines=phrases(f"consent.{name}.about"),
        assurance=Phrase("consent.free"),
    )


def review(visit: Visit) -> Page:
    """All answers together, before they are sent."""
    pairs = zip(visit.items, visit.answers, strict=False)
    return Page(
        Arrangement.CHOICE,
        Phrase("consent.review"),
        "consent.review",
        step=CONSENT_STEP,
        facts=tuple(Fact(Phrase(f"consent.{_ITEMS[item]}"), *_SAID[said]) for item, said in pairs),
        assurance=Phrase("consent.free"),
    )


def inquiring(_: Visit) -> Page:
    """The centre looks the insurance up."""
    return waiting("inquiring.title", "inquiring", RESULT_STEP)
