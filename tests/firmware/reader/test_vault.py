"""The vault keeps only what the visit says, and shows none of it."""

import pytest

from firmware.messages.schema import Validity
from firmware.reader.inbox import Happened
from firmware.reader.vault import Vault
from firmware.screens.model import ResultDetails
from firmware.visit.effects import EraseDigit, Forget, Holding, Keep, Wipe
from firmware.visit.events import Action, Pressed

DETAILS = ResultDetails(Validity.VALID, 30, None, ())


def filled() -> Vault:
    vault = Vault()
    for digit in "8362":
        vault.apply(Keep(Holding.DIGITS), digit)
    vault.apply(Keep(Holding.CERTIFICATE), b"certificate bytes")
    vault.apply(Keep(Holding.DETAILS), DETAILS)
    return vault


def test_wipe_leaves_nothing() -> None:
    vault = filled()
    assert not vault.empty
    vault.apply(Wipe(), None)
    assert vault.empty
    with pytest.raises(KeyError):
        vault.get(Holding.CERTIFICATE)


def test_taking_the_pin_removes_it() -> None:
    vault = filled()
    vault.apply(EraseDigit(Holding.DIGITS), None)
    vault.apply(Keep(Holding.DIGITS), "5")
    pin = vault.take_pin()
    assert pin.reveal() == b"8365"
    assert "8365" not in repr(pin)
    vault.apply(Forget(Holding.CERTIFICATE), None)
    vault.apply(Forget(Holding.DETAILS), None)
    assert vault.empty


def test_reprs_show_nothing() -> None:
    vault = filled()
    assert repr(vault) == "<Vault>"
    assert "8" not in repr(Happened(Pressed(Action.DIGIT), "8"))


def test_a_thing_that_did_not_come_with_the_event_is_a_fault() -> None:
    with pytest.raises(TypeError, match="certificate"):
        Vault().apply(Keep(Holding.CERTIFICATE), None)
