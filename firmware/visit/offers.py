"""What a person can do now, and with which of the twelve keys. Touch and keypad know only these offers."""

from dataclasses import dataclass

from firmware.visit import places as at
from firmware.visit.events import Action
from firmware.visit.model import (
    NUMBER_B_DIGITS,
    PIN_DIGITS,
    STAFF_ID_DIGITS,
    STAFF_PASSCODE_DIGITS,
    Language,
    Photo,
    Place,
    State,
    Visit,
    Way,
)

DIGIT_KEYS = "0123456789"

WAITS_FOR_PERSON = frozenset(
    {
        at.CHOOSING,
        at.LAST_TRY,
        at.ENTERING,
        at.STAFF_ID,
        at.PASSCODE,
        at.CHECKING,
        at.NOTING,
        at.REGISTER_ASKING,
        at.CONSENT_ALL,
        at.CONSENT_EACH,
        at.CONSENT_REVIEW,
    }
)
"""Places where the person's patience counts: it is their turn, or something is looked up for them here."""

DIGITS_WANTED: dict[Place, int] = {
    at.ENTERING: PIN_DIGITS,
    at.STAFF_ID: STAFF_ID_DIGITS,
    at.PASSCODE: STAFF_PASSCODE_DIGITS,
    at.NUMBER_B: NUMBER_B_DIGITS,
}
"""Where digits are typed, and how many."""

SERVING = frozenset(
    {
        State.READING,
        State.CHOOSING,
        State.FACE,
        State.PIN,
        State.STAFF_CHECK,
        State.REGISTERING,
        State.CONSENTING,
        State.INQUIRING,
    }
)
"""States in which a visit goes on and can be cancelled."""

ENDED = frozenset({State.DONE, State.REFUSED, State.REMOVE_CARD})
"""States in which the visit is over and the card still lies there."""

PATIENT = SERVING | ENDED
"""States in which a person stands at the reader with a card in it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be done; `key` is the key of the twelve that does it, None where only touch does."""

    action: Action
    key: str | None


_ATTEMPTS = frozenset({*at.BEFORE_THE_CAMERA, at.AGAIN})
"""Where the face is tried."""

_CHOICES: dict[Place, tuple[Offer, ...]] = {
    at.LAST_TRY: (Offer(Action.YES, "1"), Offer(Action.NO, "2")),
    at.COMPARING: (Offer(Action.YES, "1"), Offer(Action.NO, "2")),
    at.TURNING: (Offer(Action.CANNOT_TURN, "3"),),
    at.AGAIN: (Offer(Action.USE_FACE, "1"),),
    at.REGISTER_ASKING: (Offer(Action.YES, "1"), Offer(Action.NO, "2")),
    at.CONSENT_ALL: (
        Offer(Action.ALL, "1"),
        Offer(Action.NOTHING, "2"),
        Offer(Action.CHOOSE, "3"),
    ),
    at.CONSENT_EACH: (
        Offer(Action.YES, "1"),
        Offer(Action.NO, "2"),
        Offer(Action.BACK, "3"),
    ),
    at.CONSENT_REVIEW: (Offer(Action.SEND, "1"), Offer(Action.BACK, "3")),
}


def face_open(visit: Visit) -> bool:
    """Whether the face is a way (still): its photo is there, and nothing closed it."""
    return visit.photo is Photo.HELD and not visit.face_closed


def ways_left(visit: Visit) -> tuple[Action, ...]:
    """The ways that a person can choose between now, the first one first."""
    face = (Action.USE_FACE,) if face_open(visit) else ()
    pin = (Action.USE_PIN,) if visit.tries else ()
    staff = (Action.STAFF_CHECK,) if Way.STAFF in visit.ways else ()
    return (*face, *pin, *staff) if visit.face_first else (*pin, *staff, *face)


def offers(visit: Visit) -> tuple[Offer, ...]:
    """All that a person can do now; each key at most once, but for the digits, which share DIGIT."""
    if visit.state not in PATIENT:
        return (Offer(Action.LANGUAGE, "0"),) if visit.state is State.IDLE else ()
    if visit.menu:
        return _menu(visit)
    if visit.place in DIGITS_WANTED:
        return _pad(visit, DIGITS_WANTED[visit.place])
    star = Offer(Action.MORE_TIME, "*") if visit.warned else Offer(Action.MENU, "*")
    finish = (Offer(Action.FINISH, "#"),) if visit.state in {State.DONE, State.REFUSED} else ()
    return (*_choices(visit), *finish, star)


def _choices(visit: Visit) -> tuple[Offer, ...]:
    if visit.state is State.CHOOSING:
        return tuple(Offer(way, str(number)) for number, way in enumerate(ways_left(visit), start=1))
    choices = _CHOICES.get(visit.place, ())
    if visit.place in _ATTEMPTS and _another_way(visit):
        return (*choices, Offer(Action.OTHER_WAY, "2"))
    if visit.place == at.COMPARING and _can_type_number(visit):
        return (*choices, Offer(Action.TYPE_NUMBER_B, "3"))
    return choices


def _another_way(visit: Visit) -> bool:
    return any(way is not Action.USE_FACE for way in ways_left(visit))


def _can_type_number(visit: Visit) -> bool:
    """Once in a visit, where the chip's photo was not to be had without it."""
    wanted = visit.photo is Photo.NONE and not visit.face_closed
    return Way.FACE in visit.ways and wanted and not visit.number_typed


def action_of_key(visit: Visit, key: str) -> Action | None:
    """What the key does now; None when it does nothing."""
    return next((offer.action for offer in offers(visit) if offer.key == key), None)


def language_after(language: Language) -> Language:
    """The other language."""
    return Language.ENGLISH if language is Language.JAPANESE else Language.JAPANESE


def _pad(visit: Visit, wanted: int) -> tuple[Offer, ...]:
    digits = tuple(Offer(Action.DIGIT, key) for key in DIGIT_KEYS) if visit.digits < wanted else ()
    submit = (Offer(Action.SUBMIT, "#"),) if visit.digits == wanted else ()
    if visit.warned:
        star = Offer(Action.MORE_TIME, "*")
    else:
        star = Offer(Action.ERASE, "*") if visit.digits else Offer(Action.MENU, "*")
    touch = (Offer(Action.MENU, None),) if star.action is not Action.MENU else ()
    away = tuple(Offer(action, None) for action in _away(visit))
    return (*digits, *submit, star, *touch, *away)


def _menu(visit: Visit) -> tuple[Offer, ...]:
    close = (Offer(Action.CLOSE_MENU, "1"), Offer(Action.CALL_STAFF, "2"))
    cancel = (Offer(Action.CANCEL, "3"),) if visit.state in SERVING else ()
    away = tuple(Offer(action, "4") for action in _away(visit))
    in_pin = visit.place in {at.ENTERING, at.LAST_TRY}
    staff = (Offer(Action.STAFF_CHECK, "6"),) if in_pin and Way.STAFF in visit.ways else ()
    more = (Offer(Action.MORE_TIME, "*"),) if visit.warned else ()
    return (*close, *cancel, *away, Offer(Action.LANGUAGE, "5"), *staff, *more)


def _away(visit: Visit) -> tuple[Action, ...]:
    """The one way out of this way of being identified, where there is one."""
    if visit.place in {at.ENTERING, at.LAST_TRY}:
        return (Action.PIN_UNKNOWN,)
    if visit.place == at.NUMBER_B:
        return (Action.BACK,)
    if visit.place in _ATTEMPTS and _another_way(visit):
        return (Action.OTHER_WAY,)
    if visit.place in {at.STAFF_ID, at.PASSCODE} and face_open(visit):
        return (Action.OTHER_WAY,)
    return (Action.USE_PIN,) if visit.place in {at.STAFF_ID, at.PASSCODE} and visit.tries else ()
