"""Buttons from the offers of the visit: what is offered is what can be pressed, nothing else."""

from firmware.screens.model import Button, Phrase, Style
from firmware.visit.events import Action
from firmware.visit.model import Phase, Place, State, Visit
from firmware.visit.offers import Offer, offers

_STYLES = {
    Action.DIGIT: Style.DIGIT,
    Action.SUBMIT: Style.MAIN,
    Action.SEND: Style.MAIN,
    Action.FINISH: Style.MAIN,
    Action.CLOSE_MENU: Style.MAIN,
    Action.YES: Style.ANSWER,
    Action.NO: Style.ANSWER,
    Action.ALL: Style.ANSWER,
    Action.NOTHING: Style.ANSWER,
    Action.CHOOSE: Style.ANSWER,
    Action.CALL_STAFF: Style.ANSWER,
    Action.MORE_TIME: Style.HURRY,
}
"""Yes and no always look alike: the screen advises nobody what to consent to."""

_WAYS = frozenset({Action.USE_FACE, Action.USE_PIN, Action.STAFF_CHECK})
"""Beside something else they are a way out of it; where the choice is between them they are its answers."""

_QUESTIONS = {State.REGISTERING: "registering", State.PIN: "last_try", State.STAFF_CHECK: "staff"}


def buttons_of(visit: Visit) -> tuple[Button, ...]:
    """One button for each offer, in the order of the offers."""
    return tuple(_button(visit, offer) for offer in offers(visit))


def _button(visit: Visit, offer: Offer) -> Button:
    between = visit.state is State.CHOOSING or visit.phase is Phase.AGAIN
    chosen = between and not visit.menu and offer.action in {*_WAYS, Action.OTHER_WAY}
    style = Style.ANSWER if chosen else _STYLES.get(offer.action, Style.QUIET)
    return Button(offer.action, offer.key, _label(visit, offer), style)


def _label(visit: Visit, offer: Offer) -> Phrase:
    if offer.action is Action.DIGIT:
        return Phrase(f"key.{offer.key}")
    if offer.action in {Action.YES, Action.NO}:
        return Phrase(f"{_question(visit.place)}.{offer.action.value}")
    if offer.action is Action.USE_FACE and visit.phase is Phase.AGAIN:
        return Phrase("button.look_again")
    return Phrase(f"button.{offer.action.value}")


def _question(place: Place) -> str:
    """Which question a yes or no answers; the buttons repeat its verb."""
    return _QUESTIONS.get(place.state, "consent")
