"""Rules: a member of staff identifies the person (目視確認)."""

from dataclasses import replace

from firmware.messages.schema import Method
from firmware.visit import places as at
from firmware.visit.effects import CheckStaff, Cue, EraseDigit, Forget, Holding, Keep, RecordStaffCheck, Signal
from firmware.visit.events import Pressed, StaffChecked, StaffNoted, TimeUp
from firmware.visit.findings import StaffVerdict
from firmware.visit.model import Outcome, Phase, Visit
from firmware.visit.moves import Move, give_up, go, number, prove, refuse, then
from firmware.visit.rules_card import ask_for_pin
from firmware.visit.rules_face import show_both, then_spend

_HOLDING = {Phase.STAFF_ID: Holding.STAFF_ID, Phase.PASSCODE: Holding.PASSCODE, Phase.NUMBER_B: Holding.NUMBER_B}


def begin(visit: Visit, _: Pressed) -> Move:
    """Staff wants to identify the person; what was typed of the PIN is forgotten."""
    begun = replace(visit, digits=0, staff_wrong=False, menu=False)
    return go(begun, at.STAFF_ID, Forget(Holding.DIGITS), Signal(Cue.KEY))


def enter_digit(visit: Visit, _: Pressed) -> Move:
    """One more digit of the id, of the passcode, or of the number printed on the card."""
    return replace(visit, digits=visit.digits + 1, warned=False), (Keep(_HOLDING[visit.phase]), Signal(Cue.KEY))


def erase_digit(visit: Visit, _: Pressed) -> Move:
    """Take the last digit back."""
    return replace(visit, digits=visit.digits - 1, warned=False), (EraseDigit(_HOLDING[visit.phase]), Signal(Cue.KEY))


def submit_id(visit: Visit, _: Pressed) -> Move:
    """Ask for the passcode whoever it is, so that nobody learns which ids there are."""
    return go(replace(visit, digits=0), at.PASSCODE, Signal(Cue.KEY))


def submit_passcode(visit: Visit, _: Pressed) -> Move:
    """Compare once."""
    visit, check = number(visit)
    return go(
        replace(visit, check=check, digits=0),
        at.CHECKING,
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
        return then(show_both(replace(visit, staff_called=False)), Signal(Cue.ACCEPTED))
    if event.verdict is StaffVerdict.WRONG:
        return go(replace(visit, staff_wrong=True), at.STAFF_ID, Forget(Holding.STAFF_ID), Signal(Cue.REFUSED))
    # Never back to the PIN: who has just typed a passcode would type it once more, into the card.
    return refuse(visit, Outcome.STAFF_UNAVAILABLE)


def type_number_b(visit: Visit, _: Pressed) -> Move:
    """Staff types what is printed on the card, so that the chip's photo can be compared."""
    return go(replace(visit, digits=0, menu=False), at.NUMBER_B, Signal(Cue.KEY))


def submit_number_b(visit: Visit, _: Pressed) -> Move:
    """Spend it, once in a visit."""
    typed = replace(visit, digits=0, number_typed=True)
    return then_spend(typed, at.STAFF_PHOTO, Signal(Cue.KEY))


def leave_number_b(visit: Visit, _: Pressed) -> Move:
    """Compare with the photo printed on the card after all."""
    left = replace(visit, digits=0, menu=False)
    return go(left, at.COMPARING, Forget(Holding.NUMBER_B), Signal(Cue.KEY))


def same_person(visit: Visit, _: Pressed) -> Move:
    """Staff says that the card belongs to the person; it counts once it is in the audit."""
    visit, check = number(visit)
    noting = replace(visit, check=check)
    return go(noting, at.NOTING, RecordStaffCheck(check, same=True), Signal(Cue.KEY))


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
