"""Why every connection ends with UNPOWER: a card that another program leaves powered keeps its PIN verified."""

import pytest

from hal.virtual.card.stack import READER_NAME
from tests.hal.virtual.card import cards

from .rigs import PcscRig
from .test_nfc import SELECT, SIGN, VERIFY, sw

pytestmark = pytest.mark.process


def connect_as_others_do(context: int, scard) -> int:
    code, card, _ = scard.SCardConnect(context, READER_NAME, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T1)
    assert code == 0
    return card


@pytest.mark.parametrize(("disposition", "signs"), [("LEAVE", True), ("RESET", True), ("UNPOWER", False)])
def test_what_the_next_program_finds(pcsc_rig: PcscRig, disposition: str, signs: bool) -> None:
    from smartcard import scard

    def send(card: int, command: bytes) -> str:
        code, answer = scard.SCardTransmit(card, scard.SCARD_PCI_T1, list(command))
        assert code == 0
        return bytes(answer[-2:]).hex()

    pcsc_rig.insert(cards.contents())
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    card = connect_as_others_do(context, scard)
    assert [send(card, SELECT), send(card, VERIFY)] == ["9000", "9000"]
    scard.SCardDisconnect(card, getattr(scard, f"SCARD_{disposition}_CARD"))
    card = connect_as_others_do(context, scard)
    assert send(card, SIGN) == ("9000" if signs else "6986")
    scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
    scard.SCardReleaseContext(context)
    with pcsc_rig.reader.connect() as connection:
        sw(connection, SELECT)
    with pcsc_rig.reader.connect() as connection:
        assert sw(connection, SELECT, SIGN) == "6982", "after this product nobody finds anything"
