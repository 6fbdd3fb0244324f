"""The rules of the staff check broken on purpose: each fault is found with the promise that it breaks."""

from dataclasses import replace

import pytest

from firmware.messages.schema import Method
from firmware.visit import places as at
from firmware.visit import rules_staff as staff
from firmware.visit.effects import CheckStaff, Forget, Holding, RecordStaffCheck
from firmware.visit.events import (
    Action,
    AnyEvent,
    CardChallenged,
    CardPlaced,
    CardRead,
    ChallengeReceived,
    KeyOpened,
    Pressed,
    StaffChecked,
    StaffNoted,
    Started,
    TerminalAuthorised,
    TriesRead,
)
from firmware.visit.findings import CardFinding, StaffVerdict
from firmware.visit.model import Visit, Way
from firmware.visit.moves import Move, go, number, sign, then
from tests.firmware.visit.ghost import Violation
from tests.firmware.visit.hostile import CARD, CHALLENGE, CHECK, OPERATION, REQUEST
from tests.firmware.visit.mutants import Mutant, instead, less
from tests.firmware.visit.search import search


def _sign_at_once(visit: Visit, _: object) -> Move:
    return then(sign(replace(visit, check=None, proof=Method.STAFF)), Forget(Holding.STAFF_ID))


def _compare_again(visit: Visit, _: object) -> Move:
    visit, check = number(visit)
    return replace(visit, check=check), (CheckStaff(check),)


def _believe_anybody(visit: Visit, _: object) -> Move:
    return go(replace(visit, check=None), at.COMPARING)


def _write_yes(visit: Visit, event: Pressed) -> Move:
    after, effects = staff.another_person(visit, event)
    return after, tuple(replace(one, same=True) if isinstance(one, RecordStaffCheck) else one for one in effects)


def _go_on_unnoted(visit: Visit, event: StaffNoted) -> Move:
    return staff.staff_noted(visit, StaffNoted(event.check, kept=True))


MUTANTS = (
    Mutant(
        "staff's yes is enough for the card",
        "sign only after PIN, face or staff's yes, and only this visit's challenge",
        instead(at.NOTING, StaffNoted, _sign_at_once),
    ),
    Mutant(
        "a wrong passcode is compared again",
        "a passcode is compared once for each submit",
        instead(at.CHECKING, StaffChecked, _compare_again),
    ),
    Mutant(
        "the passcode stays in the vault",
        "digits are held only while entering",
        less(at.PASSCODE, Action.SUBMIT, Forget),
    ),
    Mutant(
        "anybody is staff",
        "the key is opened by face or staff only",
        instead(at.CHECKING, StaffChecked, _believe_anybody),
    ),
    Mutant(
        "a yes that was not noted counts",
        "the key is opened by face or staff only",
        instead(at.NOTING, StaffNoted, _go_on_unnoted),
    ),
    Mutant(
        "a no is written down as a yes",
        "what staff says is recorded once, as said",
        instead(at.COMPARING, Action.NO, _write_yes),
    ),
)

FEW: tuple[AnyEvent, ...] = (
    Started(),
    CardPlaced(CARD, frozenset({Way.STAFF})),
    CardRead(OPERATION, CardFinding.MY_NUMBER),
    TriesRead(OPERATION, 0),
    ChallengeReceived(CHALLENGE),
    *(Pressed(action) for action in (Action.DIGIT, Action.SUBMIT, Action.YES, Action.NO)),
    *(StaffChecked(CHECK, verdict) for verdict in StaffVerdict),
    *(StaffNoted(CHECK, kept) for kept in (True, False)),
    CardChallenged(OPERATION),
    TerminalAuthorised(REQUEST),
    KeyOpened(OPERATION),
)


def test_without_a_fault_nothing_is_found() -> None:
    assert search(FEW).states > 20


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_fault_is_found(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant.break_(monkeypatch)
    with pytest.raises(Violation) as broken:
        search(FEW)
    assert broken.value.promise == mutant.promise
