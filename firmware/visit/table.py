"""The one transition table. What is not in it is refused and changes nothing.

A row says: at this place, on this trigger, do this rule, which may lead to these places. A trigger is a kind of
event, an action for a press, or a timer that ran out.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from firmware.visit import rules_card as card
from firmware.visit import rules_centre as centre
from firmware.visit import rules_face as face
from firmware.visit import rules_person as person
from firmware.visit import rules_staff as staff
from firmware.visit import rules_terminal as terminal
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
    Event,
    FaceDecided,
    FaceFaulted,
    FaceNoticed,
    IdentifiedReceived,
    KeyOpened,
    LinkChanged,
    MaintenanceSet,
    PhotoRead,
    PhotoTaken,
    PinChecked,
    PrintRead,
    Signed,
    StaffChecked,
    StaffNoted,
    Started,
    TerminalAuthorised,
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
    """What is done, and to which other places it may lead; staying is always allowed."""

    do: Do
    to: frozenset[Place]


@dataclass(frozen=True, slots=True)
class _Row:
    places: tuple[Place, ...]
    trigger: Trigger
    rule: Rule


STARTING = Place(State.STARTING)
IDLE = Place(State.IDLE)
DETECTING = Place(State.READING, Phase.DETECTING)
COUNTING = Place(State.PIN, Phase.COUNTING)
CHOOSING = Place(State.CHOOSING)
PRINT = Place(State.FACE, Phase.PRINT)
PHOTO = Place(State.FACE, Phase.PHOTO)
LOADING = Place(State.FACE, Phase.LOADING)
LOOKING = Place(State.FACE, Phase.LOOKING)
TURNING = Place(State.FACE, Phase.TURNING)
AGAIN = Place(State.FACE, Phase.AGAIN)
PAUSED = Place(State.FACE, Phase.PAUSED)
FACE_CHALLENGING = Place(State.FACE, Phase.CHALLENGING)
FACE_AUTHORISING = Place(State.FACE, Phase.AUTHORISING)
FACE_OPENING_KEY = Place(State.FACE, Phase.OPENING_KEY)
FACE_AWAITING = Place(State.FACE, Phase.AWAITING_CHALLENGE)
FACE_SIGNING = Place(State.FACE, Phase.SIGNING)
FACE_IDENTIFYING = Place(State.FACE, Phase.IDENTIFYING)
LAST_TRY = Place(State.PIN, Phase.LAST_TRY)
ENTERING = Place(State.PIN, Phase.ENTERING)
VERIFYING = Place(State.PIN, Phase.VERIFYING)
AWAITING_CHALLENGE = Place(State.PIN, Phase.AWAITING_CHALLENGE)
SIGNING = Place(State.PIN, Phase.SIGNING)
IDENTIFYING = Place(State.PIN, Phase.IDENTIFYING)
STAFF_ID = Place(State.STAFF_CHECK, Phase.STAFF_ID)
PASSCODE = Place(State.STAFF_CHECK, Phase.PASSCODE)
CHECKING = Place(State.STAFF_CHECK, Phase.CHECKING)
COMPARING = Place(State.STAFF_CHECK, Phase.COMPARING)
NUMBER_B = Place(State.STAFF_CHECK, Phase.NUMBER_B)
STAFF_PHOTO = Place(State.STAFF_CHECK, Phase.PHOTO)
STAFF_LOADING = Place(State.STAFF_CHECK, Phase.LOADING)
NOTING = Place(State.STAFF_CHECK, Phase.NOTING)
CHALLENGING = Place(State.STAFF_CHECK, Phase.CHALLENGING)
AUTHORISING = Place(State.STAFF_CHECK, Phase.AUTHORISING)
OPENING_KEY = Place(State.STAFF_CHECK, Phase.OPENING_KEY)
STAFF_AWAITING = Place(State.STAFF_CHECK, Phase.AWAITING_CHALLENGE)
STAFF_SIGNING = Place(State.STAFF_CHECK, Phase.SIGNING)
STAFF_IDENTIFYING = Place(State.STAFF_CHECK, Phase.IDENTIFYING)
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

WHILE_PROVING = (DETECTING, COUNTING, LAST_TRY, ENTERING, VERIFYING)
BEFORE_THE_CAMERA = (LOOKING, TURNING)
FACE_ACTS = (PRINT, PHOTO, LOADING, *BEFORE_THE_CAMERA, AGAIN, PAUSED)
STAFF_ACTS = (STAFF_ID, PASSCODE, CHECKING, COMPARING, NUMBER_B, STAFF_PHOTO, STAFF_LOADING, NOTING)
ALL_CHALLENGING = (CHALLENGING, FACE_CHALLENGING)
ALL_AUTHORISING = (AUTHORISING, FACE_AUTHORISING)
ALL_OPENING = (OPENING_KEY, FACE_OPENING_KEY)
WHILE_OPENING = (*ALL_CHALLENGING, *ALL_AUTHORISING, *ALL_OPENING)
AWAITING = (AWAITING_CHALLENGE, STAFF_AWAITING, FACE_AWAITING)
BEFORE_SIGNING = (*WHILE_PROVING, CHOOSING, *FACE_ACTS, *STAFF_ACTS, *AWAITING)
WITH_SIGNATURE = (SIGNING, STAFF_SIGNING, FACE_SIGNING)
ALL_IDENTIFYING = (IDENTIFYING, STAFF_IDENTIFYING, FACE_IDENTIFYING)
WITH_CARD_COMMAND = (
    DETECTING,
    COUNTING,
    PHOTO,
    STAFF_PHOTO,
    VERIFYING,
    *ALL_CHALLENGING,
    *ALL_OPENING,
    *WITH_SIGNATURE,
    INQUIRY_CONFIRMING,
)
OTHER_QUESTIONS = (*ALL_AUTHORISING, REGISTER_SENDING, INQUIRY_ASKING)
WITH_QUESTION = (*ALL_IDENTIFYING, *OTHER_QUESTIONS)
CONSENT = (CONSENT_ALL, CONSENT_EACH, CONSENT_REVIEW)
VISITING = (
    *BEFORE_SIGNING,
    *WHILE_OPENING,
    *WITH_SIGNATURE,
    *ALL_IDENTIFYING,
    REGISTER_ASKING,
    REGISTER_SENDING,
    *CONSENT,
    INQUIRY_ASKING,
    INQUIRY_CONFIRMING,
)
WITHOUT_PIN = (CHOOSING, STAFF_ID, REFUSED)
OVER = (DONE, REFUSED, REMOVE_CARD)
NOT_SERVING = (STARTING, MAINTENANCE, OUT_OF_SERVICE)
EVERYWHERE = (STARTING, IDLE, *VISITING, *OVER, MAINTENANCE, OUT_OF_SERVICE)


def _row(places: Place | Iterable[Place], trigger: Trigger, do: Do, *to: Place) -> _Row:
    rows = (places,) if isinstance(places, Place) else tuple(places)
    return _Row(rows, trigger, Rule(do, frozenset(to)))


_ROWS = (
    _row(STARTING, Started, person.started, IDLE, REMOVE_CARD, OUT_OF_SERVICE),
    _row(IDLE, CardPlaced, card.begin, DETECTING),
    _row(NOT_SERVING, CardPlaced, card.note_card),
    _row(NOT_SERVING, CardLeft, card.forget_card),
    _row((*(place for place in VISITING if place not in CONSENT), *OVER), CardLeft, card.card_left, IDLE),
    _row(CONSENT, CardLeft, card.card_left_at_consent, IDLE),
    # the card
    _row(DETECTING, CardRead, card.card_read, COUNTING, REFUSED),
    _row(COUNTING, TriesRead, card.tries_read, PRINT, LAST_TRY, ENTERING, STAFF_ID, REFUSED),
    _row(ENTERING, Action.DIGIT, card.enter_digit),
    _row(ENTERING, Action.ERASE, card.erase_digit),
    _row(ENTERING, Action.SUBMIT, card.submit_pin, VERIFYING),
    _row((ENTERING, LAST_TRY), Action.PIN_UNKNOWN, card.pin_unknown, *WITHOUT_PIN),
    _row(LAST_TRY, Action.YES, card.accept_last_try, ENTERING),
    _row(LAST_TRY, Action.NO, card.decline_last_try, *WITHOUT_PIN),
    _row(VERIFYING, PinChecked, card.pin_checked, LAST_TRY, ENTERING, AWAITING_CHALLENGE, SIGNING, *WITHOUT_PIN),
    _row((*WHILE_PROVING, CHOOSING, *FACE_ACTS, *STAFF_ACTS), ChallengeReceived, card.challenge_received),
    _row(AWAITING_CHALLENGE, ChallengeReceived, card.challenge_received, SIGNING),
    _row(STAFF_AWAITING, ChallengeReceived, card.challenge_received, CHALLENGING, STAFF_SIGNING),
    _row(FACE_AWAITING, ChallengeReceived, card.challenge_received, FACE_CHALLENGING, FACE_SIGNING),
    _row(SIGNING, Signed, card.signed, IDENTIFYING),
    _row(STAFF_SIGNING, Signed, card.signed, STAFF_IDENTIFYING),
    _row(FACE_SIGNING, Signed, card.signed, FACE_IDENTIFYING),
    _row(INQUIRY_CONFIRMING, CardConfirmed, centre.card_confirmed, DONE, REMOVE_CARD),
    _row(WITH_CARD_COMMAND, CardFailed, card.card_failed, REFUSED, REMOVE_CARD),
    _row(WITH_CARD_COMMAND, Timer.CARD, card.card_silent, REFUSED),
    # the face
    _row(PRINT, PrintRead, face.print_read, PHOTO, CHOOSING, REFUSED),
    _row(PRINT, Timer.FACE, face.print_overdue, CHOOSING, REFUSED),
    _row(PHOTO, PhotoRead, face.photo_read, LOADING, CHOOSING, REFUSED),
    _row(LOADING, PhotoTaken, face.photo_taken, LOOKING, CHOOSING, REFUSED),
    _row((LOADING, TURNING), Timer.FACE, face.overdue, CHOOSING, REFUSED),
    _row(LOOKING, Timer.FACE, face.nobody_there, CHOOSING),
    _row(LOOKING, FaceNoticed, face.noticed, TURNING),
    _row(TURNING, FaceNoticed, face.noticed),
    _row(LOOKING, FaceDecided, face.decided, AGAIN, PAUSED, CHOOSING, REFUSED),
    _row(TURNING, FaceDecided, face.decided, AGAIN, PAUSED, FACE_AWAITING, FACE_CHALLENGING),
    _row((PRINT, LOADING, *BEFORE_THE_CAMERA), FaceFaulted, face.faulted, CHOOSING, REFUSED),
    _row(AGAIN, Timer.FACE, face.look_again, LOOKING),
    _row((*BEFORE_THE_CAMERA, AGAIN), Action.OTHER_WAY, face.other_way, CHOOSING),
    _row(TURNING, Action.CANNOT_TURN, face.cannot_turn, CHOOSING, REFUSED),
    _row(PAUSED, Timer.FACE, face.pause_over, CHOOSING, REFUSED),
    _row((CHOOSING, AGAIN), Action.USE_FACE, face.use_face, LOOKING),
    _row(CHOOSING, Action.USE_PIN, card.use_pin, LAST_TRY, ENTERING),
    # staff
    _row((LAST_TRY, ENTERING, CHOOSING), Action.STAFF_CHECK, staff.begin, STAFF_ID),
    _row((STAFF_ID, PASSCODE, NUMBER_B), Action.DIGIT, staff.enter_digit),
    _row((STAFF_ID, PASSCODE, NUMBER_B), Action.ERASE, staff.erase_digit),
    _row((STAFF_ID, PASSCODE), Action.OTHER_WAY, face.other_way_than_staff, CHOOSING),
    _row((STAFF_ID, PASSCODE), Action.USE_PIN, staff.use_pin, LAST_TRY, ENTERING),
    _row(STAFF_ID, Action.SUBMIT, staff.submit_id, PASSCODE),
    _row(PASSCODE, Action.SUBMIT, staff.submit_passcode, CHECKING),
    _row(CHECKING, StaffChecked, staff.staff_checked, COMPARING, STAFF_ID, REFUSED),
    _row(COMPARING, Action.YES, staff.same_person, NOTING),
    _row((COMPARING, NUMBER_B, STAFF_PHOTO, STAFF_LOADING), Timer.STAFF, staff.nobody_answered, REMOVE_CARD),
    _row(COMPARING, Action.NO, staff.another_person, REFUSED),
    _row(COMPARING, Action.TYPE_NUMBER_B, staff.type_number_b, NUMBER_B),
    _row(COMPARING, FaceFaulted, face.faulted),
    _row(NUMBER_B, Action.BACK, staff.leave_number_b, COMPARING),
    _row(NUMBER_B, Action.SUBMIT, staff.submit_number_b, STAFF_PHOTO),
    _row(STAFF_PHOTO, PhotoRead, face.photo_read, STAFF_LOADING, COMPARING),
    _row(STAFF_LOADING, PhotoTaken, face.photo_taken, COMPARING),
    _row(STAFF_LOADING, FaceFaulted, face.faulted, COMPARING),
    _row(STAFF_LOADING, Timer.FACE, face.overdue, COMPARING),
    _row(NOTING, StaffNoted, staff.staff_noted, STAFF_AWAITING, CHALLENGING, REFUSED),
    # the card's key without the PIN
    _row(CHALLENGING, CardChallenged, terminal.card_challenged, AUTHORISING),
    _row(FACE_CHALLENGING, CardChallenged, terminal.card_challenged, FACE_AUTHORISING),
    _row(AUTHORISING, TerminalAuthorised, terminal.terminal_authorised, OPENING_KEY),
    _row(FACE_AUTHORISING, TerminalAuthorised, terminal.terminal_authorised, FACE_OPENING_KEY),
    _row(OPENING_KEY, KeyOpened, terminal.key_opened, STAFF_SIGNING),
    _row(FACE_OPENING_KEY, KeyOpened, terminal.key_opened, FACE_SIGNING),
    # the centre
    _row(ALL_IDENTIFYING, IdentifiedReceived, centre.identified, REGISTER_ASKING, CONSENT_ALL, INQUIRY_ASKING),
    _row(REGISTER_SENDING, IdentifiedReceived, centre.identified, CONSENT_ALL, INQUIRY_ASKING, REFUSED),
    _row(INQUIRY_ASKING, AnswerReceived, centre.answer_received, INQUIRY_CONFIRMING),
    _row((*BEFORE_SIGNING, REGISTER_SENDING, INQUIRY_ASKING), CentreRefused, centre.centre_refused, REFUSED),
    _row(IDENTIFYING, CentreRefused, centre.answer_refused, AWAITING_CHALLENGE, REFUSED),
    _row((AUTHORISING, STAFF_IDENTIFYING), CentreRefused, centre.answer_refused, STAFF_AWAITING, REFUSED),
    _row((FACE_AUTHORISING, FACE_IDENTIFYING), CentreRefused, centre.answer_refused, FACE_AWAITING, REFUSED),
    _row((*BEFORE_SIGNING, *WITH_QUESTION), CentreUnreachable, centre.centre_unreachable, REFUSED),
    _row(WITH_QUESTION, Timer.CENTRE, centre.centre_silent, REFUSED),
    _row(BEFORE_SIGNING, Timer.CHALLENGE, centre.centre_silent, REFUSED),
    # registration and consent
    _row(REGISTER_ASKING, Action.YES, centre.register, REGISTER_SENDING),
    _row(REGISTER_ASKING, Action.NO, centre.decline_registration, REFUSED),
    _row(CONSENT_ALL, Action.ALL, centre.consent_to_all, INQUIRY_ASKING),
    _row(CONSENT_ALL, Action.NOTHING, centre.consent_to_nothing, INQUIRY_ASKING),
    _row(CONSENT_ALL, Action.CHOOSE, centre.choose, CONSENT_EACH),
    _row(CONSENT_EACH, Action.YES, centre.say_yes, CONSENT_REVIEW),
    _row(CONSENT_EACH, Action.NO, centre.say_no, CONSENT_REVIEW),
    _row(CONSENT_EACH, Action.BACK, centre.back, CONSENT_ALL),
    _row(CONSENT_REVIEW, Action.BACK, centre.back, CONSENT_EACH),
    _row(CONSENT_REVIEW, Action.SEND, centre.send, INQUIRY_ASKING),
    # everywhere a person stands
    _row((*VISITING, *OVER), Action.MENU, person.open_menu),
    _row((*VISITING, *OVER), Action.CLOSE_MENU, person.close_menu),
    _row((*VISITING, *OVER), Action.CALL_STAFF, person.call_staff),
    _row((IDLE, *VISITING, *OVER), Action.LANGUAGE, person.change_language),
    _row(IDLE, Timer.SHOWN, person.first_language),
    _row(VISITING, Action.CANCEL, person.cancel, REMOVE_CARD),
    _row(WAITS_FOR_PERSON, Action.MORE_TIME, person.more_time),
    _row(WAITS_FOR_PERSON, Timer.PATIENCE, person.patience_over, REMOVE_CARD),
    # the end
    _row((DONE, REFUSED), Action.FINISH, person.put_away, REMOVE_CARD),
    _row((DONE, REFUSED), Timer.SHOWN, person.put_away, REMOVE_CARD),
    _row(REMOVE_CARD, Timer.REMINDER, person.remind),
    # the devices
    _row(EVERYWHERE, LinkChanged, person.link_changed),
    _row((IDLE, *VISITING, *OVER), DeviceFailed, person.device_failed, OUT_OF_SERVICE),
    _row(OUT_OF_SERVICE, DeviceFailed, person.device_failed),
    _row((STARTING, MAINTENANCE), DeviceFailed, person.note_failed),
    _row((STARTING, MAINTENANCE), DeviceMended, person.note_mended),
    _row(OUT_OF_SERVICE, DeviceMended, person.device_mended, IDLE, REMOVE_CARD),
    _row((IDLE, REMOVE_CARD, OUT_OF_SERVICE), MaintenanceSet, person.set_maintenance, MAINTENANCE),
    _row(MAINTENANCE, MaintenanceSet, person.set_maintenance, IDLE, REMOVE_CARD, OUT_OF_SERVICE),
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
