"""The one transition table. What is not in it is refused and changes nothing.

A row says: at this place, on this trigger, do this rule, which may lead to these states. A trigger is a kind of
event, an action for a press, or a timer that ran out.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from firmware.visit import rules_card as card
from firmware.visit import rules_centre as centre
from firmware.visit import rules_person as person
from firmware.visit.events import (
    Action,
    AnswerReceived,
    CardConfirmed,
    CardFailed,
    CardLeft,
    CardPlaced,
    CardRead,
    CentreRefused,
    CentreUnreachable,
    ChallengeReceived,
    DeviceFailed,
    DeviceMended,
    Event,
    IdentifiedReceived,
    LinkChanged,
    MaintenanceSet,
    PinChecked,
    Signed,
    Started,
    Timer,
    TriesRead,
)
from firmware.visit.model import Phase, Place, State
from firmware.visit.moves import Move
from firmware.visit.offers import WAITS_FOR_PERSON

Trigger = type[Event] | Action | Timer
Do = Callable[[Any, Any], Move]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is done, and to which states it may lead; the same state is always allowed."""

    do: Do
    to: frozenset[State]


@dataclass(frozen=True, slots=True)
class _Row:
    places: tuple[Place, ...]
    trigger: Trigger
    rule: Rule


STARTING = Place(State.STARTING)
IDLE = Place(State.IDLE)
DETECTING = Place(State.READING, Phase.DETECTING)
COUNTING = Place(State.PIN, Phase.COUNTING)
LAST_TRY = Place(State.PIN, Phase.LAST_TRY)
ENTERING = Place(State.PIN, Phase.ENTERING)
VERIFYING = Place(State.PIN, Phase.VERIFYING)
AWAITING_CHALLENGE = Place(State.PIN, Phase.AWAITING_CHALLENGE)
SIGNING = Place(State.PIN, Phase.SIGNING)
IDENTIFYING = Place(State.PIN, Phase.IDENTIFYING)
REGISTER_ASKING = Place(State.REGISTERING, Phase.ASKING)
REGISTER_SENDING = Place(State.REGISTERING, Phase.SENDING)
CONSENT_ALL = Place(State.CONSENTING, Phase.ALL)
CONSENT_EACH = Place(State.CONSENTING, Phase.EACH)
CONSENT_REVIEW = Place(State.CONSENTING, Phase.REVIEW)
INQUIRY_ASKING = Place(State.INQUIRING, Phase.ASKING)
INQUIRY_CONFIRMING = Place(State.INQUIRING, Phase.CONFIRMING)
DONE = Place(State.DONE)
REFUSED = Place(State.REFUSED)
REMOVE_CARD = Place(State.REMOVE_CARD)
MAINTENANCE = Place(State.MAINTENANCE)
OUT_OF_SERVICE = Place(State.OUT_OF_SERVICE)

BEFORE_SIGNING = (DETECTING, COUNTING, LAST_TRY, ENTERING, VERIFYING, AWAITING_CHALLENGE)
WITH_CARD_COMMAND = (DETECTING, COUNTING, VERIFYING, SIGNING, INQUIRY_CONFIRMING)
WITH_QUESTION = (IDENTIFYING, REGISTER_SENDING, INQUIRY_ASKING)
CONSENT = (CONSENT_ALL, CONSENT_EACH, CONSENT_REVIEW)
VISITING = (
    *BEFORE_SIGNING,
    SIGNING,
    IDENTIFYING,
    REGISTER_ASKING,
    REGISTER_SENDING,
    *CONSENT,
    INQUIRY_ASKING,
    INQUIRY_CONFIRMING,
)
OVER = (DONE, REFUSED, REMOVE_CARD)
NOT_SERVING = (STARTING, MAINTENANCE, OUT_OF_SERVICE)
EVERYWHERE = (STARTING, IDLE, *VISITING, *OVER, MAINTENANCE, OUT_OF_SERVICE)

_CALM = (State.IDLE, State.REMOVE_CARD, State.OUT_OF_SERVICE)


def _row(places: Place | Iterable[Place], trigger: Trigger, do: Do, *to: State) -> _Row:
    rows = (places,) if isinstance(places, Place) else tuple(places)
    return _Row(rows, trigger, Rule(do, frozenset(to)))


_ROWS = (
    _row(STARTING, Started, person.started, *_CALM),
    _row(IDLE, CardPlaced, card.begin, State.READING),
    _row(NOT_SERVING, CardPlaced, card.note_card),
    _row(NOT_SERVING, CardLeft, card.forget_card),
    _row((*(set(VISITING) - set(CONSENT)), *OVER), CardLeft, card.card_left, *_CALM),
    _row(CONSENT, CardLeft, card.card_left_at_consent, *_CALM),
    # the card
    _row(DETECTING, CardRead, card.card_read, State.PIN, State.REFUSED),
    _row(COUNTING, TriesRead, card.tries_read, State.REFUSED),
    _row(ENTERING, Action.DIGIT, card.enter_digit),
    _row(ENTERING, Action.ERASE, card.erase_digit),
    _row(ENTERING, Action.SUBMIT, card.submit_pin),
    _row((ENTERING, LAST_TRY), Action.PIN_UNKNOWN, card.pin_unknown, State.REFUSED),
    _row(LAST_TRY, Action.YES, card.accept_last_try),
    _row(LAST_TRY, Action.NO, card.decline_last_try, State.REFUSED),
    _row(VERIFYING, PinChecked, card.pin_checked, State.REFUSED),
    _row(BEFORE_SIGNING, ChallengeReceived, card.challenge_received),
    _row(SIGNING, Signed, card.signed),
    _row(INQUIRY_CONFIRMING, CardConfirmed, centre.card_confirmed, State.DONE, State.REMOVE_CARD),
    _row(WITH_CARD_COMMAND, CardFailed, card.card_failed, State.REFUSED, State.REMOVE_CARD),
    # the centre
    _row(
        (IDENTIFYING, REGISTER_SENDING),
        IdentifiedReceived,
        centre.identified,
        State.REGISTERING,
        State.CONSENTING,
        State.INQUIRING,
        State.REFUSED,
    ),
    _row(INQUIRY_ASKING, AnswerReceived, centre.answer_received),
    _row((*BEFORE_SIGNING, REGISTER_SENDING, INQUIRY_ASKING), CentreRefused, centre.centre_refused, State.REFUSED),
    _row(IDENTIFYING, CentreRefused, centre.identification_refused, State.REFUSED),
    _row((*BEFORE_SIGNING, *WITH_QUESTION), CentreUnreachable, centre.centre_unreachable, State.REFUSED),
    _row(WITH_QUESTION, Timer.CENTRE, centre.centre_silent, State.REFUSED),
    _row(BEFORE_SIGNING, Timer.CHALLENGE, centre.centre_silent, State.REFUSED),
    # registration and consent
    _row(REGISTER_ASKING, Action.YES, centre.register),
    _row(REGISTER_ASKING, Action.NO, centre.decline_registration, State.REFUSED),
    _row(CONSENT_ALL, Action.ALL, centre.consent_to_all, State.INQUIRING),
    _row(CONSENT_ALL, Action.NOTHING, centre.consent_to_nothing, State.INQUIRING),
    _row(CONSENT_ALL, Action.CHOOSE, centre.choose),
    _row(CONSENT_EACH, Action.YES, centre.say_yes),
    _row(CONSENT_EACH, Action.NO, centre.say_no),
    _row((CONSENT_EACH, CONSENT_REVIEW), Action.BACK, centre.back),
    _row(CONSENT_REVIEW, Action.SEND, centre.send, State.INQUIRING),
    # everywhere a person stands
    _row((*VISITING, *OVER), Action.MENU, person.open_menu),
    _row((*VISITING, *OVER), Action.CLOSE_MENU, person.close_menu),
    _row((*VISITING, *OVER), Action.CALL_STAFF, person.call_staff),
    _row((IDLE, *VISITING, *OVER), Action.LANGUAGE, person.change_language),
    _row(VISITING, Action.CANCEL, person.cancel, State.REMOVE_CARD),
    _row(WAITS_FOR_PERSON, Action.MORE_TIME, person.more_time),
    _row(WAITS_FOR_PERSON, Timer.PATIENCE, person.patience_over, State.REMOVE_CARD),
    # the end
    _row((DONE, REFUSED), Action.FINISH, person.put_away, State.REMOVE_CARD),
    _row((DONE, REFUSED), Timer.SHOWN, person.put_away, State.REMOVE_CARD),
    _row(REMOVE_CARD, Timer.REMINDER, person.remind),
    # the devices
    _row(EVERYWHERE, LinkChanged, person.link_changed),
    _row((IDLE, *VISITING, *OVER, OUT_OF_SERVICE), DeviceFailed, person.device_failed, State.OUT_OF_SERVICE),
    _row((STARTING, MAINTENANCE), DeviceFailed, person.note_failed),
    _row((STARTING, MAINTENANCE), DeviceMended, person.note_mended),
    _row(OUT_OF_SERVICE, DeviceMended, person.device_mended, State.IDLE, State.REMOVE_CARD),
    _row((IDLE, OUT_OF_SERVICE, MAINTENANCE), MaintenanceSet, person.set_maintenance, State.MAINTENANCE, *_CALM),
)


def _table() -> Mapping[tuple[Place, Trigger], Rule]:
    table: dict[tuple[Place, Trigger], Rule] = {}
    for row in _ROWS:
        for place in row.places:
            if (place, row.trigger) in table:
                raise ValueError(f"{place} has two rules for {row.trigger}")
            table[place, row.trigger] = row.rule
    return MappingProxyType(table)


TABLE = _table()
