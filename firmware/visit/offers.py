"""What a person can do now, and with which of the twelve keys. Touch and keypad know only these offers."""

from dataclasses import dataclass

from firmware.visit.events import Action
from firmware.visit.model import (
    NUMBER_B_DIGITS,
    PIN_DIGITS,
    STAFF_ID_DIGITS,
    STAFF_PASSCODE_DIGITS,
    FaceEnd,
    Language,
    Phase,
    Photo,
    Place,
    State,
    Visit,
    Way,
)

DIGIT_KEYS = "0123456789"

WAITS_FOR_PERSON = frozenset(
    {
        Place(State.PIN, Phase.LAST_TRY),
        Place(State.PIN, Phase.ENTERING),
        Place(State.STAFF_CHECK, Phase.STAFF_ID),
        Place(State.STAFF_CHECK, Phase.PASSCODE),
        Place(State.STAFF_CHECK, Phase.CHECKING),
        Place(State.STAFF_CHECK, Phase.NOTING),
        Place(State.REGISTERING, Phase.ASKING),
        Place(State.CONSENTING, Phase.ALL),
        Place(State.CONSENTING, Phase.EACH),
        Place(State.CONSENTING, Phase.REVIEW),
    }
)
"""Places where the person's patience counts: it is their turn, or something is looked up for them here."""

DIGITS_WANTED: dict[Place, int] = {
    Place(State.PIN, Phase.ENTERING): PIN_DIGITS,
    Place(State.STAFF_CHECK, Phase.STAFF_ID): STAFF_ID_DIGITS,
    Place(State.STAFF_CHECK, Phase.PASSCODE): STAFF_PASSCODE_DIGITS,
    Place(State.STAFF_CHECK, Phase.NUMBER_B): NUMBER_B_DIGITS,
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


_CHOICES: dict[Place, tuple[Offer, ...]] = {
    Place(State.PIN, Phase.LAST_TRY): (Offer(Action.YES, "1"), Offer(Action.NO, "2")),
    Place(State.FACE, Phase.LOOKING): (Offer(Action.OTHER_WAY, "2"),),
    Place(State.FACE, Phase.TURNING): (Offer(Action.CANNOT_TURN, "1"), Offer(Action.OTHER_WAY, "2")),
    Place(State.STAFF_CHECK, Phase.COMPARING): (Offer(Action.YES, "1"), Offer(Action.NO, "2")),
    Place(State.REGISTERING, Phase.ASKING): (Offer(Action.YES, "1"), Offer(Action.NO, "2")),
    Place(State.CONSENTING, Phase.ALL): (
        Offer(Action.ALL, "1"),
        Offer(Action.NOTHING, "2"),
        Offer(Action.CHOOSE, "3"),
    ),
    Place(State.CONSENTING, Phase.EACH): (
        Offer(Action.YES, "1"),
        Offer(Action.NO, "2"),
        Offer(Action.BACK, "3"),
    ),
    Place(State.CONSENTING, Phase.REVIEW): (Offer(Action.SEND, "1"), Offer(Action.BACK, "3")),
}


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
    return (*_CHOICES.get(visit.place, ()), *_ways(visit), *_number_b(visit), *finish, star)


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
    way_out = Action.PIN_UNKNOWN if visit.state is State.PIN else Action.USE_PIN
    unknown = (Offer(way_out, None),) if visit.state is State.PIN or visit.tries else ()
    return (*digits, *submit, star, *touch, *unknown)


def _ways(visit: Visit) -> tuple[Offer, ...]:
    """The ways that are left, numbered as they stand; the face last where it was not to be the first."""
    if visit.state is not State.CHOOSING:
        return ()
    face = (Action.USE_FACE,) if Way.FACE in visit.ways and not visit.face_closed else ()
    pin = (Action.USE_PIN,) if visit.tries else ()
    staff = (Action.STAFF_CHECK,) if Way.STAFF in visit.ways else ()
    last = visit.face_end is FaceEnd.ASKED_FIRST
    ways = (*pin, *staff, *face) if last else (*face, *pin, *staff)
    return tuple(Offer(way, str(number)) for number, way in enumerate(ways, 1))


def _number_b(visit: Visit) -> tuple[Offer, ...]:
    comparing = visit.place == Place(State.STAFF_CHECK, Phase.COMPARING)
    possible = comparing and visit.photo is Photo.NONE and Way.FACE in visit.ways
    return (Offer(Action.TYPE_NUMBER_B, "3"),) if possible else ()


def _menu(visit: Visit) -> tuple[Offer, ...]:
    close = (Offer(Action.CLOSE_MENU, "1"), Offer(Action.CALL_STAFF, "2"))
    cancel = (Offer(Action.CANCEL, "3"),) if visit.state in SERVING else ()
    in_pin = visit.place in {Place(State.PIN, Phase.ENTERING), Place(State.PIN, Phase.LAST_TRY)}
    unknown = (Offer(Action.PIN_UNKNOWN, "4"),) if in_pin else ()
    other = (Offer(Action.OTHER_WAY, "4"),) if visit.state is State.FACE else ()
    staff = (Offer(Action.STAFF_CHECK, "6"),) if in_pin and Way.STAFF in visit.ways else ()
    more = (Offer(Action.MORE_TIME, "*"),) if visit.warned else ()
    return (*close, *cancel, *unknown, *other, *_use_pin(visit), Offer(Action.LANGUAGE, "5"), *staff, *more)


def _use_pin(visit: Visit) -> tuple[Offer, ...]:
    typing = visit.state is State.STAFF_CHECK and visit.place in DIGITS_WANTED
    return (Offer(Action.USE_PIN, "4"),) if typing and visit.tries else ()
