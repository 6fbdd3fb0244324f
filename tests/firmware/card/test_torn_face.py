"""The card torn off at every command of a face visit: surface, photo, back to authentication, terminal, signature."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from firmware.card.errors import CardError, TryAlreadySpent, WrongNumberB
from firmware.card.number_b import InsertionTries, NumberB
from firmware.card.session import CardSession
from hal.card.names import Ins
from hal.card.terminal import to_be_signed
from hal.errors import CardMute, CardRemoved
from hal.settings import NfcSettings
from hal.virtual.bench import Bench
from hal.virtual.card.card import VirtualCard
from hal.virtual.card.contents import Counters
from hal.virtual.nfc import VirtualNfc
from tests.hal.virtual.card import cards

from . import faces
from .support import MESSAGE, PROFILES, Scripted

RIGHT, WRONG = cards.NUMBER_B, "55021720352286"
VERIFY = 4
"""Before it: SELECT, token, SELECT of the surface, tries."""


class Visit:
    """One card on a bench, and what was submitted to it."""

    def __init__(self, number: str) -> None:
        self.number = NumberB(number, "era-birth-expiry-code")
        self.bench, self.card = Bench(), VirtualCard(cards.with_surface(), Counters(3, 5, 10, 10))
        self.bench.insert(self.card)
        self.tries = InsertionTries()
        self.apdus = 0

    def run(self) -> type[Exception] | None:
        """The error it ended with."""
        with CardSession(VirtualNfc(self.bench, NfcSettings()), PROFILES, self.tries) as session:
            try:
                self._steps(session)
            except (CardError, CardRemoved) as error:
                return type(error)
            finally:
                self.apdus = session.apdus
        return None

    def _steps(self, session: CardSession) -> None:
        session.detect()
        surface = session.open_surface()
        surface.verify_number_b(self.number)
        surface.check_chip(surface.read_signed_face(faces.anchors()), bytes(32))
        login, terminal = session.open_authentication(), session.terminal()
        message = to_be_signed(terminal.challenge())
        answer = cards.rsa_key("terminal").sign(message, padding.PKCS1v15(), hashes.SHA256())
        terminal.authenticate(cards.terminal_certificate(), answer)
        assert len(login.sign(MESSAGE)) == 256


@pytest.mark.parametrize("when", ["before", "half", "after"])
def test_every_tear_ends_in_a_typed_error_and_costs_at_most_the_one_try(when) -> None:
    whole = Visit(RIGHT)
    assert whole.run() is None
    lowest = 10
    for position in range(whole.apdus):
        visit = Visit(RIGHT)
        visit.bench.tear_after(position, when)
        ended = visit.run()
        assert ended is CardRemoved, f"torn {when} command {position}"
        lowest = min(lowest, visit.card.counters.number_b)
    assert lowest == (9 if when == "half" else 10)


@pytest.mark.parametrize("when", ["before", "half", "after"])
def test_a_card_laid_down_again_is_another_insertion(when) -> None:
    visit = Visit(WRONG)
    visit.bench.tear_after(VERIFY, when)
    assert visit.run() is CardRemoved
    left = visit.card.counters.number_b
    assert left == (10 if when == "before" else 9)
    visit.bench.insert(visit.card)
    assert visit.run() is WrongNumberB
    assert visit.run() is TryAlreadySpent
    assert visit.card.counters.number_b == left - 1


def test_a_card_that_stays_and_went_mute_at_the_verify_has_no_second_try() -> None:
    """What it did with the first is unknown, so it counts as spent."""
    tries, label = InsertionTries(), b"JPKIAPICCTOKEN2".ljust(32)
    answers = [b"\x90\x00", label + b"\x90\x00", b"\x90\x00", b"\x63\xca"]
    sent: list[int] = []

    def answer(command: bytes) -> bytes:
        if command[1] == Ins.VERIFY and len(command) > 4:
            raise CardMute
        sent.append(command[1])
        return answers[(len(sent) - 1) % len(answers)]

    for ended in (CardMute, TryAlreadySpent, TryAlreadySpent):
        with CardSession(Scripted(answer), PROFILES, tries) as session:
            session.detect()
            surface = session.open_surface()
            with pytest.raises(ended):
                surface.verify_number_b(NumberB(RIGHT, "era-birth-expiry-code"))
    assert len(sent) == 3 * len(answers)
