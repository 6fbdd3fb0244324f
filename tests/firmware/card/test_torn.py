"""The card torn off before, in the middle of and after every command of a PIN visit."""

import pytest

from firmware.card.errors import PinLocked, WrongPin
from firmware.card.secret import Pin
from firmware.card.session import CardSession
from hal.errors import CardRemoved
from hal.settings import NfcSettings
from hal.virtual.nfc import VirtualNfc
from tests.hal.virtual.card import cards

from .support import MESSAGE, PROFILES, open_card

COMMANDS = 12


def visit(session: CardSession, pin: str) -> int:
    """A PIN visit to its end; how many PINs were submitted before it ended or was torn."""
    submitted = 0
    try:
        session.detect()
        session.authentication.read_certificate()
        session.authentication.tries_left()
        submitted = 1
        session.authentication.verify_pin(Pin(pin))
        session.authentication.sign(MESSAGE)
    except (CardRemoved, WrongPin, PinLocked):
        return submitted
    return submitted


@pytest.mark.parametrize("when", ["before", "half", "after"])
@pytest.mark.parametrize("pin", [cards.PIN, cards.WRONG_PIN], ids=["right", "wrong"])
def test_no_tear_costs_more_tries_than_pins_were_submitted(when, pin: str) -> None:
    lowest = 3
    for position in range(COMMANDS + 1):
        session, bench, card = open_card(cards.contents())
        bench.tear_after(position, when)
        with session:
            submitted = visit(session, pin)
        left = card.counters.auth_pin
        assert 3 - left <= submitted, f"torn {when} command {position}"
        lowest = min(lowest, left)
    assert lowest == (3 if pin == cards.PIN and when != "half" else 2)


@pytest.mark.parametrize("when", ["before", "half", "after"])
def test_after_a_tear_the_next_session_starts_from_nothing(when) -> None:
    for position in range(COMMANDS):
        session, bench, card = open_card(cards.contents())
        bench.tear_after(position, when)
        with session:
            visit(session, cards.PIN)
            with pytest.raises(CardRemoved):
                session.detect()
        assert not bench.tray.presence().present
        bench.insert(card)
        with CardSession(VirtualNfc(bench, NfcSettings()), PROFILES) as again:
            again.detect()
            assert again.authentication.tries_left() == card.counters.auth_pin
            again.authentication.verify_pin(Pin(cards.PIN))
            assert len(again.authentication.sign(MESSAGE)) == 256
