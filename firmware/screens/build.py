"""From a visit to its screen: pure, total, and the same for every PIN."""

from collections.abc import Callable

from firmware.messages.schema import Validity
from firmware.screens import page_card, page_consent, page_face, page_pin, page_result, page_staff
from firmware.screens.buttons import buttons_of
from firmware.screens.model import Arrangement, Phrase, ResultDetails, Screen
from firmware.screens.page import Page
from firmware.visit.events import Action
from firmware.visit.model import Phase, Place, State, Visit
from firmware.visit.offers import DIGITS_WANTED, PATIENT, SERVING, offers
from hal.sound import Lamp

_PAGES: dict[Place, Callable[[Visit], Page]] = {
    Place(State.STARTING): page_card.starting,
    Place(State.IDLE): page_card.idle,
    Place(State.READING, Phase.DETECTING): page_card.reading,
    Place(State.CHOOSING): page_face.choosing,
    Place(State.FACE, Phase.PRINT): page_face.reading_print,
    Place(State.FACE, Phase.PHOTO): page_face.opening_photo,
    Place(State.FACE, Phase.LOADING): page_face.opening_photo,
    Place(State.FACE, Phase.LOOKING): page_face.looking,
    Place(State.FACE, Phase.AGAIN): page_face.again,
    Place(State.FACE, Phase.TURNING): page_face.turning,
    Place(State.FACE, Phase.PAUSED): page_face.paused,
    Place(State.FACE, Phase.CHALLENGING): page_pin.proving,
    Place(State.FACE, Phase.AUTHORISING): page_pin.proving,
    Place(State.FACE, Phase.OPENING_KEY): page_pin.proving,
    Place(State.FACE, Phase.AWAITING_CHALLENGE): page_pin.proving,
    Place(State.FACE, Phase.SIGNING): page_pin.proving,
    Place(State.FACE, Phase.IDENTIFYING): page_pin.proving,
    Place(State.PIN, Phase.COUNTING): page_pin.counting,
    Place(State.PIN, Phase.LAST_TRY): page_pin.last_try,
    Place(State.PIN, Phase.ENTERING): page_pin.entering,
    Place(State.PIN, Phase.VERIFYING): page_pin.verifying,
    Place(State.PIN, Phase.AWAITING_CHALLENGE): page_pin.proving,
    Place(State.PIN, Phase.SIGNING): page_pin.proving,
    Place(State.PIN, Phase.IDENTIFYING): page_pin.proving,
    Place(State.STAFF_CHECK, Phase.STAFF_ID): page_staff.staff_id,
    Place(State.STAFF_CHECK, Phase.PASSCODE): page_staff.passcode,
    Place(State.STAFF_CHECK, Phase.CHECKING): page_staff.checking,
    Place(State.STAFF_CHECK, Phase.COMPARING): page_staff.comparing,
    Place(State.STAFF_CHECK, Phase.NUMBER_B): page_staff.number_b,
    Place(State.STAFF_CHECK, Phase.PHOTO): page_face.opening_photo,
    Place(State.STAFF_CHECK, Phase.LOADING): page_face.opening_photo,
    Place(State.STAFF_CHECK, Phase.NOTING): page_staff.noting,
    Place(State.STAFF_CHECK, Phase.CHALLENGING): page_pin.proving,
    Place(State.STAFF_CHECK, Phase.AUTHORISING): page_pin.proving,
    Place(State.STAFF_CHECK, Phase.OPENING_KEY): page_pin.proving,
    Place(State.STAFF_CHECK, Phase.AWAITING_CHALLENGE): page_pin.proving,
    Place(State.STAFF_CHECK, Phase.SIGNING): page_pin.proving,
    Place(State.STAFF_CHECK, Phase.IDENTIFYING): page_pin.proving,
    Place(State.REGISTERING, Phase.ASKING): page_consent.registration,
    Place(State.REGISTERING, Phase.SENDING): page_consent.registration_sent,
    Place(State.CONSENTING, Phase.ALL): page_consent.all_items,
    Place(State.CONSENTING, Phase.EACH): page_consent.one_item,
    Place(State.CONSENTING, Phase.REVIEW): page_consent.review,
    Place(State.INQUIRING, Phase.ASKING): page_consent.inquiring,
    Place(State.INQUIRING, Phase.CONFIRMING): page_consent.inquiring,
    Place(State.REFUSED): page_result.refused,
    Place(State.REMOVE_CARD): page_card.remove_card,
    Place(State.MAINTENANCE): page_card.maintenance,
    Place(State.OUT_OF_SERVICE): page_card.out_of_service,
}

_LAMPS = {
    State.IDLE: Lamp.READY,
    State.DONE: Lamp.GOOD,
    State.REFUSED: Lamp.TROUBLE,
    State.REMOVE_CARD: Lamp.TAKE_CARD,
    State.MAINTENANCE: Lamp.TROUBLE,
    State.OUT_OF_SERVICE: Lamp.TROUBLE,
}


def screen_for(visit: Visit, details: ResultDetails | None = None) -> Screen:
    """The screen that belongs to a visit; `details` are shown when it is done."""
    page = _page(visit, details)
    buttons = buttons_of(visit)
    hurried = any(button.action is Action.MORE_TIME for button in buttons)
    entering = page.arrangement is Arrangement.PIN_PAD
    seconds = (("seconds", f"{visit.policy.last_seconds:.0f}"),)
    return Screen(
        name=str(visit.place),
        language=visit.language,
        arrangement=page.arrangement,
        lamp=_lamp(visit),
        prompt="hurry" if hurried else page.prompt,
        title=page.title,
        mood=page.mood,
        picture=page.picture,
        step=page.step,
        kicker=page.kicker,
        lines=page.lines,
        facts=page.facts,
        advice=page.advice,
        assurance=page.assurance,
        buttons=buttons,
        pin_count=visit.digits if entering else None,
        pin_places=DIGITS_WANTED.get(visit.place) if entering else None,
        pin_breaks=page.pin_breaks if entering else (),
        tries=page.tries,
        hurry=Phrase("hurry", seconds) if hurried else None,
        banner=_banner(visit),
    )


def _page(visit: Visit, details: ResultDetails | None) -> Page:
    if visit.menu and visit.state in PATIENT:
        return _menu(visit)
    if visit.state is State.DONE:
        return page_result.done(visit, details)
    return _PAGES[visit.place](visit)


def _menu(visit: Visit) -> Page:
    return Page(Arrangement.MENU, Phrase("menu.title"), f"menu.{_menu_kind(visit)}")


def _menu_kind(visit: Visit) -> str:
    """Which menu is spoken: it names every key."""
    actions = {offer.action for offer in offers(visit)}
    if Action.STAFF_CHECK in actions:
        return "pin.staff"
    if Action.PIN_UNKNOWN in actions:
        return "pin"
    if Action.OTHER_WAY in actions:
        return "face"
    if Action.USE_PIN in actions:
        return "staff"
    if Action.BACK in actions:
        return "back"
    return "serving" if visit.state in SERVING else "ended"


def _lamp(visit: Visit) -> Lamp:
    """The lamp calls staff where somebody asked for them, and never looks good over a bad result."""
    if visit.staff_called and visit.state in PATIENT:
        return Lamp.TROUBLE
    if visit.state is State.IDLE and not visit.online:
        return Lamp.TROUBLE
    if visit.state is State.DONE and visit.validity is not Validity.VALID:
        return Lamp.TROUBLE
    return _LAMPS.get(visit.state, Lamp.WORKING)


def _banner(visit: Visit) -> Phrase | None:
    if visit.staff_called and visit.state in PATIENT:
        return Phrase("banner.staff_called")
    if visit.state is State.IDLE and not visit.online:
        return Phrase("banner.offline")
    return None
