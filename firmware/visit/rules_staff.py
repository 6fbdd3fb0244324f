"""Rules: a member of staff identifies the person (目視確認) and the centre's authority opens the card's key."""

from dataclasses import replace

from firmware.messages.schema import Method
from firmware.visit.effects import (
    CheckStaff,
    Cue,
    EraseDigit,
    Forget,
    Holding,
    Keep,
    OpenKey,
    Question,
    RecordStaffCheck,
    Signal,
)
from firmware.visit.events import (
    CardChallenged,
    KeyOpened,
    Pressed,
    StaffChecked,
    StaffNoted,
    StaffVerdict,
    TerminalAuthorised,
    TimeUp,
)
from firmware.visit.model import Outcome, Phase, Place, State, Visit
from firmware.visit.moves import Move, ask, give_up, go, number, refuse, then
from firmware.visit.rules_card import ask_for_pin, prove, sign

_STAFF_ID = Place(State.STAFF_CHECK, Phase.STAFF_ID)
_HOLDING = {Phase.STAFF_ID: Holding.STAFF_ID, Phase.PASSCODE: Holding.PASSCODE}


def begin(visit: Visit, _: Pressed) -> Move:
    """Staff wants to identify the person; what was typed of the PIN is forgotten."""
    begun = replace(visit, digits=0, staff_wrong=False, menu=False)
    return go(begun, _STAFF_ID, Forget(Holding.DIGITS), Signal(Cue.KEY))


def enter_digit(visit: Visit, _: Pressed) -> Move:
    """One more digit of the id or of the passcode."""
    return replace(visit, digits=visit.digits + 1, warned=False), (Keep(_HOLDING[visit.phase]), Signal(Cue.KEY))


def erase_digit(visit: Visit, _: Pressed) -> Move:
    """Take the last digit back."""
    return replace(visit, digits=visit.digits - 1, warned=False), (EraseDigit(_HOLDING[visit.phase]), Signal(Cue.KEY))


def submit_id(visit: Visit, _: Pressed) -> Move:
    """Ask for the passcode whoever it is, so that nobody learns which ids there are."""
    return go(replace(visit, digits=0), Place(State.STAFF_CHECK, Phase.PASSCODE), Signal(Cue.KEY))


def submit_passcode(visit: Visit, _: Pressed) -> Move:
    """Compare once."""
    visit, check = number(visit)
    return go(
        replace(visit, check=check, digits=0),
        Place(State.STAFF_CHECK, Phase.CHECKING),
        Signal(Cue.KEY),
        CheckStaff(check),
        Forget(Holding.PASSCODE),
    )


def use_pin(visit: Visit, _: Pressed) -> Move:
    """The person types the PIN after all."""
    forgotten = (Forget(Holding.STAFF_ID), Forget(Holding.PASSCODE))
    return then(ask_for_pin(replace(visit, menu=False, wrong_before=False)), *forgotten, Signal(Cue.KEY))


def staff_checked(visit: Visit, event: StaffChecked) -> Move:
    """Known staff may look; others may try again, until the list of staff makes a pause or cannot be read."""
    visit = replace(visit, check=None)
    if event.verdict is StaffVerdict.ACCEPTED:
        came = replace(visit, staff_called=False)
        return go(came, Place(State.STAFF_CHECK, Phase.COMPARING), Signal(Cue.ACCEPTED))
    if event.verdict is StaffVerdict.WRONG:
        return go(replace(visit, staff_wrong=True), _STAFF_ID, Forget(Holding.STAFF_ID), Signal(Cue.REFUSED))
    # Never back to the PIN: who has just typed a passcode would type it once more, into the card.
    return refuse(visit, Outcome.STAFF_UNAVAILABLE)


def same_person(visit: Visit, _: Pressed) -> Move:
    """Staff says that the card belongs to the person; it counts once it is in the audit."""
    visit, check = number(visit)
    noting = replace(visit, check=check)
    return go(noting, Place(State.STAFF_CHECK, Phase.NOTING), RecordStaffCheck(check, same=True), Signal(Cue.KEY))


def another_person(visit: Visit, _: Pressed) -> Move:
    """Staff says that it does not."""
    visit, check = number(visit)
    refused, effects = refuse(visit, Outcome.STAFF_SAID_NO)
    return refused, (RecordStaffCheck(check, same=False), *effects)


def nobody_answered(visit: Visit, _: TimeUp) -> Move:
    """Who typed the passcode has gone; whoever stands there now must not answer."""
    return give_up(visit, Outcome.TIMED_OUT)


def staff_noted(visit: Visit, event: StaffNoted) -> Move:
    """In this visit staff's word counts as much as the PIN, but never a word that nobody could look up later."""
    visit = replace(visit, check=None)
    if not event.kept:
        return refuse(visit, Outcome.STAFF_UNAVAILABLE)
    return prove(replace(visit, proof=Method.STAFF))


def card_challenged(visit: Visit, _: CardChallenged) -> Move:
    """Ask the centre to have the card's challenge signed."""
    asking, effects = ask(replace(visit, operation=None), Question.AUTHORISE)
    place = Place(State.STAFF_CHECK, Phase.AUTHORISING)
    return go(asking, place, Keep(Holding.CARD_CHALLENGE), *effects, Forget(Holding.STAFF_ID))


def terminal_authorised(visit: Visit, _: TerminalAuthorised) -> Move:
    """Show the card what the centre's authority signed."""
    visit, operation = number(replace(visit, request=None))
    opening = replace(visit, operation=operation)
    place = Place(State.STAFF_CHECK, Phase.OPENING_KEY)
    return go(opening, place, Keep(Holding.AUTHORISATION), OpenKey(operation))


def key_opened(visit: Visit, _: KeyOpened) -> Move:
    """The card signs for this visit as if its PIN had been typed."""
    return sign(replace(visit, operation=None))
