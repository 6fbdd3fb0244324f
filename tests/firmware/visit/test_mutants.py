"""The proof can fail: each broken rule is found, with the promise that it breaks."""

import pytest

from firmware.messages.schema import Validity
from firmware.visit.events import (
    Action,
    AnswerReceived,
    AnyEvent,
    CardConfirmed,
    CardFailed,
    CardLeft,
    CardPlaced,
    CardRead,
    ChallengeReceived,
    IdentifiedReceived,
    PinChecked,
    Pressed,
    Signed,
    Started,
    TriesRead,
)
from firmware.visit.findings import CardFault, CardFinding, PinVerdict
from tests.firmware.visit.ghost import Violation
from tests.firmware.visit.hostile import CARD, CHALLENGE, ITEMS, OPERATION, OTHER_CARD, REQUEST, STALE
from tests.firmware.visit.mutants import MUTANTS, Mutant
from tests.firmware.visit.search import search

NOT_NEEDED = {
    Action.CALL_STAFF,
    Action.ERASE,
    Action.LANGUAGE,
    Action.MORE_TIME,
    Action.NOTHING,
    Action.PIN_UNKNOWN,
}

FEW: tuple[AnyEvent, ...] = (
    Started(),
    CardPlaced(CARD),
    CardLeft(),
    *(Pressed(action) for action in Action if action not in NOT_NEEDED),
    CardRead(OPERATION, CardFinding.MY_NUMBER),
    TriesRead(OPERATION, 3),
    PinChecked(OPERATION, PinVerdict.ACCEPTED, 3),
    PinChecked(OPERATION, PinVerdict.WRONG, 2),
    Signed(OPERATION),
    CardConfirmed(OPERATION, CARD),
    CardConfirmed(OPERATION, OTHER_CARD),
    CardFailed(OPERATION, CardFault.GONE),
    ChallengeReceived(CHALLENGE),
    ChallengeReceived(STALE),
    IdentifiedReceived(REQUEST, True, ITEMS[2]),
    IdentifiedReceived(REQUEST, False),
    AnswerReceived(REQUEST, Validity.VALID),
)
"""Enough to find each of the faults here; the whole search is too slow to repeat for each."""


def test_without_a_fault_nothing_is_found() -> None:
    assert search(FEW).states > 50


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_fault_is_found(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant.break_(monkeypatch)
    with pytest.raises(Violation) as broken:
        search(FEW if mutant.also is None else (*FEW, mutant.also))
    assert broken.value.promise == mutant.promise
    story = "\n".join(broken.value.__notes__)
    assert story.splitlines()[-1].startswith("in ")
