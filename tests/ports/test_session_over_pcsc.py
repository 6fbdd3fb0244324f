"""The product's own card session through real pcscd: the same costs, the same tears as on the virtual reader."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from firmware.card.detect import CardKind
from firmware.card.secret import Pin
from firmware.card.session import CardSession
from hal.errors import CardRemoved
from tests.hal.virtual.card import cards

from .rigs import PcscRig

pytestmark = pytest.mark.process
PROFILES = (cards.profile(), cards.profile("next-generation"))


def pin_visit(rig: PcscRig) -> tuple[int, bytes]:
    with CardSession(rig.reader, PROFILES) as session:
        assert session.detect() is CardKind.MY_NUMBER
        login = session.authentication
        login.read_certificate()
        login.tries_left()
        login.verify_pin(Pin(cards.PIN))
        signature = login.sign(b"message")
        return session.apdus, signature


def test_a_pin_visit_costs_twelve_commands_and_the_card_saw_no_more(pcsc_rig: PcscRig) -> None:
    pcsc_rig.insert(cards.contents())
    before = pcsc_rig.apdus()
    apdus, signature = pin_visit(pcsc_rig)
    assert apdus == pcsc_rig.apdus() - before == 12
    cards.rsa_key("auth").public_key().verify(signature, b"message", padding.PKCS1v15(), hashes.SHA256())


def test_the_next_generation_takes_an_extended_read(pcsc_rig: PcscRig) -> None:
    pcsc_rig.insert(cards.next_generation())
    apdus, _ = pin_visit(pcsc_rig)
    assert apdus == 8, "seven, and one to find out that it is no card of today"


def test_torn_off_between_pin_and_signature(pcsc_rig: PcscRig) -> None:
    pcsc_rig.insert(cards.contents())
    pcsc_rig.tear_after(11, "before")
    with pytest.raises(CardRemoved):
        pin_visit(pcsc_rig)
    assert not pcsc_rig.card_lies_there()
    pcsc_rig.reinsert()
    assert pin_visit(pcsc_rig)[0] == 12
