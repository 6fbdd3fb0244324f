"""A face visit at the card through real pcscd: number B, signed photo, chip, terminal, signature without the PIN."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from firmware.card.authentication import PinState
from firmware.card.errors import TryAlreadySpent
from firmware.card.number_b import InsertionTries, NumberB
from firmware.card.session import CardSession
from hal.card.terminal import to_be_signed
from hal.errors import CardRemoved
from tests.firmware.card import faces
from tests.hal.virtual.card import cards

from .rigs import PcscRig

pytestmark = pytest.mark.process
PROFILES = (cards.profile(), cards.profile("next-generation"))


def face_visit(rig: PcscRig, tries: InsertionTries) -> tuple[int, bytes]:
    with CardSession(rig.reader, PROFILES, tries) as session:
        session.detect()
        assert session.authentication.pin_state() is PinState.USABLE
        surface = session.open_surface()
        surface.verify_number_b(NumberB(cards.NUMBER_B, surface.number_form))
        face = surface.read_signed_face(faces.anchors())
        surface.check_chip(face, bytes(32))
        login, terminal = session.open_authentication(), session.terminal()
        message = to_be_signed(terminal.challenge())
        answer = cards.rsa_key("terminal").sign(message, padding.PKCS1v15(), hashes.SHA256())
        terminal.authenticate(cards.terminal_certificate(), answer)
        return session.apdus, login.sign(b"message")


def test_a_face_visit_and_what_it_costs(pcsc_rig: PcscRig) -> None:
    pcsc_rig.insert(cards.with_surface())
    before, tries = pcsc_rig.apdus(), InsertionTries()
    apdus, signature = face_visit(pcsc_rig, tries)
    face_reads = -(-len(faces.raw_face()) // 256)
    # detect 2, tries 1; surface: SELECT, tries, VERIFY, face, certificate 3, chip; SELECT, terminal 6
    assert apdus == 3 + 3 + face_reads + 3 + 1 + 1 + 6
    assert pcsc_rig.apdus() - before == apdus + 1
    cards.rsa_key("auth").public_key().verify(signature, b"message", padding.PKCS1v15(), hashes.SHA256())
    with pytest.raises(TryAlreadySpent):
        face_visit(pcsc_rig, tries)


def test_torn_off_between_terminal_and_signature(pcsc_rig: PcscRig) -> None:
    pcsc_rig.insert(cards.with_surface())
    tries = InsertionTries()
    last = 3 + 3 + -(-len(faces.raw_face()) // 256) + 3 + 1 + 1 + 6
    pcsc_rig.tear_after(last, "before")
    with pytest.raises(CardRemoved):
        face_visit(pcsc_rig, tries)
    assert not pcsc_rig.card_lies_there()
    pcsc_rig.reinsert()
    assert face_visit(pcsc_rig, tries)[0] == last, "laid down again, it may be tried again"
