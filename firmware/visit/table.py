"""The one transition table. What is not in it is refused and changes nothing.

A row says: at this place, on this trigger, do this rule, which may lead to these places. A trigger is a kind of
event, an action for a press, or a timer that ran out.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from firmware.visit import places as at
from firmware.visit import rules_card as card
from firmware.visit import rules_centre as centre
from firmware.visit import rules_face as face
from firmware.visit import rules_person as person
from firmware.visit import rules_staff as staff
from firmware.visit import rules_terminal as terminal
from firmware.visit.event import Event
from firmware.visit.events import (
    Action,
    AnswerReceived,
    CardChallenged,
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
    IdentifiedReceived,
    KeyOpened,
    LinkChanged,
    MaintenanceSet,
    PinChecked,
    Signed,
    StaffChecked,
    StaffNoted,
    Started,
    TerminalAuthorised,
    Timer,
    TriesRead,
)
from firmware.visit.events_face import FaceDecided, FaceFaulted, FaceNoticed, PhotoRead, PhotoTaken, PrintRead
from firmware.visit.model import Place
from firmware.visit.moves import Move
from firmware.visit.offers import WAITS_FOR_PERSON

Trigger = type[Event] | Action | Timer
Do = Callable[[Any, Any], Move]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is done, and to which other places it may lead; staying is always allowed."""

    do: Do
    to: frozenset[Place]


@dataclass(frozen=True, slots=True)
class _Row:
    places: tuple[Place, ...]
    trigger: Trigger
    rule: Rule


def _row(places: Place | Iterable[Place], trigger: Trigger, do: Do, *to: Place) -> _Row:
    rows = (places,) if isinstance(places, Place) else tuple(places)
    return _Row(rows, trigger, Rule(do, frozenset(to)))


_ROWS = (
    _row(at.STARTING, Started, person.started, at.IDLE, at.REMOVE_CARD, at.OUT_OF_SERVICE),
    _row(at.IDLE, CardPlaced, card.begin, at.DETECTING),
    _row(at.NOT_SERVING, CardPlaced, card.note_card),
    _row(at.NOT_SERVING, CardLeft, card.forget_card),
    _row((*(place for place in at.VISITING if place not in at.CONSENT), *at.OVER), CardLeft, card.card_left, at.IDLE),
    _row(at.CONSENT, CardLeft, card.card_left_at_consent, at.IDLE),
    # the card
    _row(at.DETECTING, CardRead, card.card_read, at.COUNTING, at.REFUSED),
    _row(at.COUNTING, TriesRead, card.tries_read, at.PRINT, at.LAST_TRY, at.ENTERING, at.STAFF_ID, at.REFUSED),
    _row(at.ENTERING, Action.DIGIT, card.enter_digit),
    _row(at.ENTERING, Action.ERASE, card.erase_digit),
    _row(at.ENTERING, Action.SUBMIT, card.submit_pin, at.VERIFYING),
    _row((at.ENTERING, at.LAST_TRY), Action.PIN_UNKNOWN, card.pin_unknown, *at.WITHOUT_PIN),
    _row(at.LAST_TRY, Action.YES, card.accept_last_try, at.ENTERING),
    _row(at.LAST_TRY, Action.NO, card.decline_last_try, *at.WITHOUT_PIN),
    _row(
        at.VERIFYING,
        PinChecked,
        card.pin_checked,
        at.LAST_TRY,
        at.ENTERING,
        at.AWAITING_CHALLENGE,
        at.SIGNING,
        *at.WITHOUT_PIN,
    ),
    _row((*at.WHILE_PROVING, at.CHOOSING, *at.FACE_ACTS, *at.STAFF_ACTS), ChallengeReceived, card.challenge_received),
    _row(at.AWAITING_CHALLENGE, ChallengeReceived, card.challenge_received, at.SIGNING),
    _row(at.STAFF_AWAITING, ChallengeReceived, card.challenge_received, at.CHALLENGING, at.STAFF_SIGNING),
    _row(at.FACE_AWAITING, ChallengeReceived, card.challenge_received, at.FACE_CHALLENGING, at.FACE_SIGNING),
    _row(at.SIGNING, Signed, card.signed, at.IDENTIFYING),
    _row(at.STAFF_SIGNING, Signed, card.signed, at.STAFF_IDENTIFYING),
    _row(at.FACE_SIGNING, Signed, card.signed, at.FACE_IDENTIFYING),
    _row(at.INQUIRY_CONFIRMING, CardConfirmed, centre.card_confirmed, at.DONE, at.REMOVE_CARD),
    _row(at.WITH_CARD_COMMAND, CardFailed, card.card_failed, at.REFUSED, at.REMOVE_CARD),
    _row(at.WITH_CARD_COMMAND, Timer.CARD, card.card_silent, at.REFUSED),
    # the face
    _row(at.PRINT, PrintRead, face.print_read, at.PHOTO, at.CHOOSING, at.REFUSED),
    _row(at.PRINT, Timer.FACE, face.print_overdue, at.CHOOSING, at.REFUSED),
    _row(at.PHOTO, PhotoRead, face.photo_read, at.LOADING, at.CHOOSING, at.REFUSED),
    _row(at.LOADING, PhotoTaken, face.photo_taken, at.LOOKING, at.CHOOSING, at.REFUSED),
    _row((at.LOADING, at.TURNING), Timer.FACE, face.overdue, at.CHOOSING, at.REFUSED),
    _row(at.LOOKING, Timer.FACE, face.nobody_there, at.CHOOSING),
    _row(at.LOOKING, FaceNoticed, face.noticed, at.TURNING),
    _row(at.TURNING, FaceNoticed, face.noticed),
    _row(at.LOOKING, FaceDecided, face.decided, at.AGAIN, at.PAUSED, at.CHOOSING, at.REFUSED),
    _row(at.TURNING, FaceDecided, face.decided, at.AGAIN, at.PAUSED, at.FACE_AWAITING, at.FACE_CHALLENGING),
    _row((at.PRINT, at.LOADING, *at.BEFORE_THE_CAMERA), FaceFaulted, face.faulted, at.CHOOSING, at.REFUSED),
    _row(at.AGAIN, Timer.FACE, face.look_again, at.LOOKING),
    _row((*at.BEFORE_THE_CAMERA, at.AGAIN), Action.OTHER_WAY, face.other_way, at.CHOOSING),
    _row(at.TURNING, Action.CANNOT_TURN, face.cannot_turn, at.CHOOSING, at.REFUSED),
    _row(at.PAUSED, Timer.FACE, face.pause_over, at.CHOOSING, at.REFUSED),
    _row((at.CHOOSING, at.AGAIN), Action.USE_FACE, face.use_face, at.LOOKING),
    _row(at.CHOOSING, Action.USE_PIN, card.use_pin, at.LAST_TRY, at.ENTERING),
    # staff
    _row((at.LAST_TRY, at.ENTERING, at.CHOOSING), Action.STAFF_CHECK, staff.begin, at.STAFF_ID),
    _row((at.STAFF_ID, at.PASSCODE, at.NUMBER_B), Action.DIGIT, staff.enter_digit),
    _row((at.STAFF_ID, at.PASSCODE, at.NUMBER_B), Action.ERASE, staff.erase_digit),
    _row((at.STAFF_ID, at.PASSCODE), Action.OTHER_WAY, face.other_way_than_staff, at.CHOOSING),
    _row((at.STAFF_ID, at.PASSCODE), Action.USE_PIN, staff.use_pin, at.LAST_TRY, at.ENTERING),
    _row(at.STAFF_ID, Action.SUBMIT, staff.submit_id, at.PASSCODE),
    _row(at.PASSCODE, Action.SUBMIT, staff.submit_passcode, at.CHECKING),
    _row(at.CHECKING, StaffChecked, staff.staff_checked, at.COMPARING, at.STAFF_ID, at.REFUSED),
    _row(at.COMPARING, Action.YES, staff.same_person, at.NOTING),
    _row(at.STAFF_ANSWERS, Timer.STAFF, staff.nobody_answered, at.REMOVE_CARD),
    _row(at.COMPARING, Action.NO, staff.another_person, at.REFUSED),
    _row(at.COMPARING, Action.TYPE_NUMBER_B, staff.type_number_b, at.NUMBER_B),
    _row(at.COMPARING, FaceFaulted, face.faulted),
    _row(at.NUMBER_B, Action.BACK, staff.leave_number_b, at.COMPARING),
    _row(at.NUMBER_B, Action.SUBMIT, staff.submit_number_b, at.STAFF_PHOTO),
    _row(at.STAFF_PHOTO, PhotoRead, face.photo_read, at.STAFF_LOADING, at.COMPARING),
    _row(at.STAFF_LOADING, PhotoTaken, face.photo_taken, at.COMPARING),
    _row(at.STAFF_LOADING, FaceFaulted, face.faulted, at.COMPARING),
    _row(at.STAFF_LOADING, Timer.FACE, face.overdue, at.COMPARING),
    _row(at.NOTING, StaffNoted, staff.staff_noted, at.STAFF_AWAITING, at.CHALLENGING, at.REFUSED),
    # the card's key without the PIN
    _row(at.CHALLENGING, CardChallenged, terminal.card_challenged, at.AUTHORISING),
    _row(at.FACE_CHALLENGING, CardChallenged, terminal.card_challenged, at.FACE_AUTHORISING),
    _row(at.AUTHORISING, TerminalAuthorised, terminal.terminal_authorised, at.OPENING_KEY),
    _row(at.FACE_AUTHORISING, TerminalAuthorised, terminal.terminal_authorised, at.FACE_OPENING_KEY),
    _row(at.OPENING_KEY, KeyOpened, terminal.key_opened, at.STAFF_SIGNING),
    _row(at.FACE_OPENING_KEY, KeyOpened, terminal.key_opened, at.FACE_SIGNING),
    # the centre
    _row(
        at.ALL_IDENTIFYING, IdentifiedReceived, centre.identified, at.REGISTER_ASKING, at.CONSENT_ALL, at.INQUIRY_ASKING
    ),
    _row(at.REGISTER_SENDING, IdentifiedReceived, centre.identified, at.CONSENT_ALL, at.INQUIRY_ASKING, at.REFUSED),
    _row(at.INQUIRY_ASKING, AnswerReceived, centre.answer_received, at.INQUIRY_CONFIRMING),
    _row((*at.BEFORE_SIGNING, *at.AFTER_IDENTIFYING), CentreRefused, centre.centre_refused, at.REFUSED),
    _row(at.IDENTIFYING, CentreRefused, centre.answer_refused, at.AWAITING_CHALLENGE, at.REFUSED),
    _row(at.STAFF_QUESTIONS, CentreRefused, centre.answer_refused, at.STAFF_AWAITING, at.REFUSED),
    _row(at.FACE_QUESTIONS, CentreRefused, centre.answer_refused, at.FACE_AWAITING, at.REFUSED),
    _row((*at.BEFORE_SIGNING, *at.WITH_QUESTION), CentreUnreachable, centre.centre_unreachable, at.REFUSED),
    _row(at.WITH_QUESTION, Timer.CENTRE, centre.centre_silent, at.REFUSED),
    _row(at.BEFORE_SIGNING, Timer.CHALLENGE, centre.centre_silent, at.REFUSED),
    # registration and consent
    _row(at.REGISTER_ASKING, Action.YES, centre.register, at.REGISTER_SENDING),
    _row(at.REGISTER_ASKING, Action.NO, centre.decline_registration, at.REFUSED),
    _row(at.CONSENT_ALL, Action.ALL, centre.consent_to_all, at.INQUIRY_ASKING),
    _row(at.CONSENT_ALL, Action.NOTHING, centre.consent_to_nothing, at.INQUIRY_ASKING),
    _row(at.CONSENT_ALL, Action.CHOOSE, centre.choose, at.CONSENT_EACH),
    _row(at.CONSENT_EACH, Action.YES, centre.say_yes, at.CONSENT_REVIEW),
    _row(at.CONSENT_EACH, Action.NO, centre.say_no, at.CONSENT_REVIEW),
    _row(at.CONSENT_EACH, Action.BACK, centre.back, at.CONSENT_ALL),
    _row(at.CONSENT_REVIEW, Action.BACK, centre.back, at.CONSENT_EACH),
    _row(at.CONSENT_REVIEW, Action.SEND, centre.send, at.INQUIRY_ASKING),
    # everywhere a person stands
    _row((*at.VISITING, *at.OVER), Action.MENU, person.open_menu),
    _row((*at.VISITING, *at.OVER), Action.CLOSE_MENU, person.close_menu),
    _row((*at.VISITING, *at.OVER), Action.CALL_STAFF, person.call_staff),
    _row((at.IDLE, *at.VISITING, *at.OVER), Action.LANGUAGE, person.change_language),
    _row(at.IDLE, Timer.SHOWN, person.first_language),
    _row(at.VISITING, Action.CANCEL, person.cancel, at.REMOVE_CARD),
    _row(WAITS_FOR_PERSON, Action.MORE_TIME, person.more_time),
    _row(WAITS_FOR_PERSON, Timer.PATIENCE, person.patience_over, at.REMOVE_CARD),
    # the end
    _row((at.DONE, at.REFUSED), Action.FINISH, person.put_away, at.REMOVE_CARD),
    _row((at.DONE, at.REFUSED), Timer.SHOWN, person.put_away, at.REMOVE_CARD),
    _row(at.REMOVE_CARD, Timer.REMINDER, person.remind),
    # the devices
    _row(at.EVERYWHERE, LinkChanged, person.link_changed),
    _row((at.IDLE, *at.VISITING, *at.OVER), DeviceFailed, person.device_failed, at.OUT_OF_SERVICE),
    _row(at.OUT_OF_SERVICE, DeviceFailed, person.device_failed),
    _row((at.STARTING, at.MAINTENANCE), DeviceFailed, person.note_failed),
    _row((at.STARTING, at.MAINTENANCE), DeviceMended, person.note_mended),
    _row(at.OUT_OF_SERVICE, DeviceMended, person.device_mended, at.IDLE, at.REMOVE_CARD),
    _row((at.IDLE, at.REMOVE_CARD, at.OUT_OF_SERVICE), MaintenanceSet, person.set_maintenance, at.MAINTENANCE),
    _row(at.MAINTENANCE, MaintenanceSet, person.set_maintenance, at.IDLE, at.REMOVE_CARD, at.OUT_OF_SERVICE),
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
